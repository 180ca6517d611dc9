import {
  clockOf,
  count,
  dateOf,
  figure,
  figures,
  placesOf,
  timeOf,
  type RefusalData,
  type RefusalsMessages,
} from '../refusal-words.ts';

export const refusals: RefusalsMessages = {
  otherwise: () => '没办成。再试一次；还不行，请值班长看一下。',
  'not-signed-in': () => '还没登录，或登录已到时。请登录后再办。',
  'sign-in-failed': (d) =>
    figure(d, 'left')
      ? `工号或密码不对。还可再试 ${figure(d, 'left')} 次，之后请值班长解锁。`
      : '现在的密码不对。请再输一次。',
  'sign-in-throttled': (d) => `试错太多次，先停 ${figure(d, 'minutes')} 分钟。急用请值班长重设密码。`,
  'not-known-here': (d) => `线路断着：${figure(d, 'days')} 天内在这台电脑登录过的人才能登录。请换一位，或等线路恢复。`,
  'stand-in-locked': () => '试错太多次。线路恢复以前，这个工号不能再在这台电脑登录。',
  'sign-in-again': () => '线路恢复了，大厅还没核对您的密码。请先输一次密码。',
  'account-inactive': () => '这个工号已停用。请找管理员。',
  'password-too-short': (d) => `新密码至少 ${figure(d, 'least')} 个字，并且不同于现在的。`,
  'password-change-needed': () => '先改密码，再办事。',
  'role-may-not': () => '这个工号不能做这件事。请找值班长。',
  'device-not-paired': () => '本机还没配对。请值班长在平板上确认。',
  'device-revoked': () => '本机已被停用。请找值班长。',
  'device-not-yours': () => '这一条不是本机的，没有收。',
  'pairing-code-invalid': () => '配对码不对，或已用过、已过时。请看屏上的新码。',
  'pairing-pending': () => '还在等值班长确认。',
  'room-unknown': () => '没有这一天的账。请重新打开页面。',
  'room-not-allowed': () => '这个工号不能看这里。',
  'room-epoch-changed': () => '大厅换了新账，正在重新打开。',
  'room-read-only': () => '这里只能看，不能改。',
  'origin-not-allowed': () => '请求不是从大厅的页面来的，没有收。',
  'client-too-old': () => '本页太旧。请刷新页面。',
  'bad-request': (d) => (figure(d, 'field') ? `内容不对（${figure(d, 'field')}），没有收。` : '内容不对，没有收。'),
  'too-large': () => '内容太长，没有收。请删短再办。',
  'too-many-requests': () => '太快了，等几秒再试。',
  'name-empty': () => '请填姓名或名称。',
  'name-too-long': (d) => `姓名或名称最多 ${figure(d, 'most')} 个字。`,
  'name-has-control-characters': () => '姓名或名称里有看不见的字符。请重新输入。',
  'account-taken': (d) => `工号 ${figure(d, 'account')} 已有人用。请换一个。`,
  'account-unknown': (d) => `没有工号 ${figure(d, 'account')}。`,
  'session-unknown': () => '这次登录已经结束了。',
  'id-reused': () => '这一条的编号已用过，内容不同，没有收。请值班长看一下。',
  gap: () => '前一条还没到，先等着。',
  quarantined: () => '这个工号或这台电脑已停用：这一条先放着，等值班长处理。',
  'quarantine-unknown': () => '这一条已经不在了。请重新打开名单。',
  expired: () => '线路断过，这一次没办成。请再按一次。',
  'answer-lost': () => '线路断了，刚才这件还不知道办成没有。线路通了就看得到，先别重复办。',
  'line-down': () => '线路断了，这件事要等线路通了再办。',
  'not-saved-at-hall': () => '没办成：大厅的电脑存不上。请值班长马上看，再按一次。',
  'not-saved-here': () => '没存上：本机空间已满。先别关页面，请值班长来。',
  'internal-error': () => '没办成，大厅已记下。请再试一次。',
  'setup-unknown': () => '没有这一版设置。请重新打开页面。',
  'setup-invalid': (d) => `设置有 ${Array.isArray(d['faults']) ? d['faults'].length : 0} 处不对，没有发布。`,
  'hall-closed': () => '现在不在取号时间。请看大厅的办公时间。',
  'hall-already-open': () => '大厅已经正式开了。',
  'hall-recovering': () => '大厅正在从备份恢复。恢复好了，这里会自己接上。',
  'day-closed': () => '这一天已经结账。请按今天的号办。',
  'item-unknown': () => '目录里没有这个事项。请换一个，或问导办台。',
  'item-unroutable': () => '这个事项还没有窗口办。请到导办台。',
  'queue-unknown': () => '没有这个队列。',
  'queue-closed': (d) => `${figure(d, 'queue')}今天停止取号了。请到导办台。`,
  'contingent-used-up': (d) =>
    `${figure(d, 'queue')}今天的号取完了。请到导办台，${figures(d, 'windows', '、')} 号窗口还能帮忙。`,
  'already-waiting': (d) => `已有号 ${figure(d, 'label')}，不用再取。`,
  'ticket-unknown': () => '没有这个号。',
  'ticket-not-today': () => '这是以前的号，今天不能用。请重新取号。',
  'ticket-over': (d) => `${figure(d, 'label')} 已经结束。需要时请重新取号。`,
  'ticket-not-here': (d) => `${figure(d, 'label')} 不在本窗。`,
  'ticket-in-service': (d) => `${figure(d, 'label')} 已叫到 ${figure(d, 'window')} 号窗口，请直接过去。`,
  'ticket-called-elsewhere': (d) =>
    `没叫成。${figure(d, 'label')} 刚被 ${figure(d, 'window')} 号窗口叫走。` +
    (figure(d, 'next') ? `下一位是 ${figure(d, 'next')}，按 F2 再叫。` : '现在没有人在等。'),
  'ticket-not-waiting': (d) => `没叫成。${figure(d, 'label')} 现在不在等候。`,
  'token-unknown': () => '没有这张号票。请核对短码，或到导办台。',
  'token-expired': () => '号票当日有效，这张已过期。请重新取号。',
  'code-unknown': () => '没有这个短码。请对照号票再输一次。',
  'held-elsewhere': (d) =>
    d.window
      ? `${d.label} 由 ${d.window} 号窗口掌握，那里没有应答。可以先叫别的号。`
      : `${d.label} 由一台失去联系的电脑掌握。请值班长收回后再叫。`,
  'device-holds-nothing': () => '这台电脑手上没有号，不用收回。',
  'not-held-here': (d) =>
    figure(d, 'label')
      ? `线路断着，${figure(d, 'label')} 不在本窗口手上，别的窗口可能正在叫。请等线路通了再叫。`
      : `线路断着，本窗口手上没有号。在等的 ${figure(d, 'waiting')} 位由大厅和别的窗口叫，线路通了再叫。`,
  'nobody-waiting': (d) =>
    figure(d, 'resting')
      ? `没有人在等。过号的 ${figure(d, 'resting')}，${clockOf(d, 'until')} 后再叫。`
      : figure(d, 'booked')
        ? `没有人在等。预约的 ${figure(d, 'booked')}，${clockOf(d, 'until')} 到时再叫；也可以点名先叫。`
        : '没有人在等。有人取号，这里会响一声。',
  'nobody-chosen': () => '先在队列里点一个号，或按上下键选，再指定叫号。',
  'window-not-chosen': () => '先选一个窗口，再开窗。',
  'queue-not-served': (d) => `没叫成。${figure(d, 'label')} 不归本窗叫。`,
  'reopen-not-needed': (d) => `${figure(d, 'label')} 还在办，不用恢复。`,
  'already-late-once': (d) => `${figure(d, 'label')} 已经晚到过一次，不能再推后。`,
  'matter-unknown': () => '没有这件办件。请核对办件编号。',
  'matter-not-received': () => '还没收件。先收件，再受理。',
  'matter-awaits-supplement': () => '正等申请人补正。材料补来后先点“补正材料已收”。',
  'matter-accepted': () => '这件已经受理，不能再改受理结果。',
  'matter-not-accepted': () => '这件已作不予受理。要再办，请另开一件。',
  'matter-deemed-accepted': () => '收件后五个工作日没有告知，依法已视为受理，请直接受理。',
  'supplement-once': () => '补正已经一次性告知过。只有新补来的材料还有问题，才能再告知。',
  'date-past': () => '时间已经过了。请选以后的时间。',
  'dossier-not-here': () => '表单还没送到大厅。等线路送完，再按一次。',
  'dossier-changed': () => '刚有人改了表单或材料。请看一眼改动，再按一次。',
  'dossier-erased': () => '这份档案已按规定删除。',
  'form-incomplete': (d) => `表单还差 ${count(d)} 处。请补齐标红的栏，再受理。`,
  'materials-incomplete': (d) => `材料还差 ${count(d)} 件。请补齐、容缺或承诺，再受理。`,
  'agent-not-authorised': () => '经办人没有有效的授权委托书。可以先收件，补来委托书再受理。',
  'reason-missing': () => '请写明理由和依据。',
  'pickup-code-taken': () => '取件码重了，已换一个。请再按一次。',
  'serials-used-up': () => '本机今天的办件编号用完了。请换一台办。',
  'terminal-missing': () => '本机还没有办件编号的终端号。线路通一次就有了。',
  'part-unknown': () => '这件里没有这个事项。',
  'part-decided': () => '这个事项已经办结。',
  'stage-not-open': () => '前一段还没办结，这一段还不能办。',
  'department-not-yours': () => '这个事项归别的部门办。',
  'duties-separate': () => '受理的人不能自己审。请同事办结。',
  'decided-at-impossible': () => '办结时间要在受理之后、现在之前。',
  'result-incomplete': (d) => `结果还差 ${count(d)} 处。请补齐标红的栏，再办结。`,
  'slot-unknown': () => '这件没有这样结果物。',
  'slot-not-owed': () => '这样已经送来，不用催。',
  'bundle-empty': () => '还没有一样到齐，不能交付。',
  'bundle-not-ready': () => '没到齐，不能交付。可以催送，或请申请人同意先领。',
  'bundle-held-elsewhere': (d) =>
    figure(d, 'desk')
      ? `这份由 ${figure(d, 'desk')} 号窗口保管。请到那边领，或请值班长收回。`
      : '这份由别的柜台保管。请到那边领，或请值班长收回。',
  'bundle-handed-over': () => '这份已经交付过了，不能再交。请看送达回证。',
  'material-owed': () => '容缺的材料还没补齐，结果不能交付。',
  'identity-unchecked': () => '先核对领取人的证件。',
  'agent-may-not-collect': () => '代领人没有有效的领取授权。请本人来，或补授权委托书。',
  'signature-missing': () => '请领取人先签名。',
  'window-unknown': (d) => `没有 ${figure(d, 'window')} 号窗口。`,
  'window-in-use': (d) =>
    `${figure(d, 'window')} 号窗口正由工号 ${figure(d, 'staff')} 使用。请选别的窗口，或请值班长收回。`,
  'window-not-open': (d) => `${figure(d, 'window')} 号窗口还没开。请先开窗。`,
  'window-paused': () => '本窗暂停中。先恢复服务，再叫号。',
  'window-not-yours': (d) => `${figure(d, 'window')} 号窗口已由别处开着。请重新开窗。`,
  'window-busy': (d) => `本窗正在办 ${figure(d, 'label')}。先完成或挂起，再叫下一位。`,
  'staff-at-other-window': (d) => `本人还开着 ${figure(d, 'window')} 号窗口。先关那边，再开这边。`,
  'undo-too-late': (d) => `${figure(d, 'label')} 已有后续，不能撤销。`,
  'help-not-called': () => '这次求助已有人应了。',
  'booking-unknown': () => '没有找到预约。请核对短码，或到导办台。',
  'already-booked': (d) => `已有预约：${dayOf(d)} ${timeOf(d, 'at')}。要换时间，请改期。`,
  'item-not-bookable': () => '这个事项不用预约。请到大厅取号。',
  'date-not-bookable': (d) =>
    figure(d, 'from')
      ? `这一天不能约。可约 ${dayOf(d, 'from')}至 ${dayOf(d, 'until')}。`
      : '现在没有可约的日子。请打电话问大厅。',
  'booking-slot-unknown': () => '没有这个时段。请另选一个。',
  'slot-full': (d) =>
    placesOf(d).length > 0
      ? `这个时段约满了。还有：${placesOf(d)
          .map((place) => `${dayOf(place)} ${timeOf(place, 'at')}`)
          .join('，')}。`
      : '这个时段约满了，近几天也满了。请到大厅取号，或打电话问大厅。',
  'booking-expired': (d) => `${dayOf(d)} ${timeOf(d, 'at')} 的预约已经过了。请取号，或重新预约。`,
  'booking-too-late': (d) => `离 ${timeOf(d, 'at')} 不到 ${figure(d, 'before')} 分钟，不能自己改了。请打电话给大厅。`,
  'booking-over': () => '这个预约已经结束，不能再改。需要时请重新预约。',
  'booking-cancelled': () => '这个预约已经取消。请取号，或重新预约。',
  'booking-not-today': (d) => `约的是 ${dayOf(d)} ${timeOf(d, 'at')}，不是今天。要今天办，请取号。`,
  'booking-too-early': (d) => `约的是 ${timeOf(d, 'at')}。${timeOf(d, 'from')} 起可以签到。`,
  'already-arrived': (d) => `已签到，号是 ${figure(d, 'label')}，不用再取。`,
  'check-in-ambiguous': () => '有几个预约的手机尾号一样。请输入短码，或多输几位尾号。',
  'service-at-window': (d) =>
    `这是约好的专场服务，不用取号。${timeOf(d, 'at')} 请直接到 ${figure(d, 'window')} 号窗口。`,
  'service-unknown': () => '这是普通预约，不用答复。',
  'service-day-wrong': (d) =>
    figure(d, 'service') === 'holiday'
      ? '这一天是工作日，按普通预约就行。'
      : '延时服务只在今天、并且是工作日。别的日子请预约。',
  'service-time-wrong': (d) =>
    figure(d, 'service') === 'holiday'
      ? `节假日服务在 ${spansOf(d)}。请在这中间选。`
      : `延时服务在 ${spansOf(d)}，最长 ${figure(d, 'most')} 分钟。请在这中间选。`,
  'service-answered': () => '这件申请已有人答复了。请看最新的。',
  'service-escalated': () => '这件已转首席代表，由首席代表派人。可以催一下。',
  'consent-needed': () => '要申请人同意才行。先问过本人，再勾“本人同意”。',
  'phone-invalid': () => '手机号不对。请核对再填。',
  'rated-before': () => '这次服务已经评价过了，一次有效。谢谢。',
  'rating-expired': () => '评价时间已过。有话要说，请打监督电话。',
  'rating-not-open': () => '这里现在没有可评价的。办完就能评价。',
  'glyph-missing': (d) => `没有打印：字体里没有“${figures(d, 'characters', '”“')}”。请手写这个字，或换字体。`,
  'dossier-not-come': () => '填写的内容还没传到本机，打印会缺姓名。线路通时再按一次。',
  'font-missing': () => '没有打印：字体还没取到。线路通时再试一次。',
  'page-overflow': () => '没有打印：内容太长，一页放不下。',
  'personal-number-unmasked': () => '没有打印：纸上会印出完整的证件号码。请值班长马上看，不要手写代替。',
  'date-unsure': () => '还没确认今天是几号，没有打印。',
  'printer-failed': () => '没打出来。请看打印机，再按一次。',
};

export type { RefusalsMessages, RefusalData, RefusalWords } from '../refusal-words.ts';

/** `11 月 24 日` */
function dayOf(data: RefusalData, name = 'date'): string {
  const { month, day } = dateOf(data, name);
  return `${month} 月 ${day} 日`;
}

function spansOf({ spans }: RefusalData): string {
  if (!Array.isArray(spans)) return '';
  return spans.map(([from, until]: number[]) => `${timeOf({ from }, 'from')}–${timeOf({ until }, 'until')}`).join('、');
}
