export const landing = {
  title: '从哪里进入？',
  lead: '一次取号，一窗受理，一窗通取',
  applicants: '来办事的人',
  staff: '大厅工作人员',
  screens: '大厅的屏幕',
  surfaces: {
    progress: ['查我的号', '输入号票上的短码，看前面还有几位'],
    kiosk: ['取号机', '触摸屏，选事取号；有关怀版'],
    board: ['叫号大屏', '显示和播报叫号，各区等候人数'],
    rate: ['评价屏', '窗口的第二块屏，办完请人评价'],
    book: ['网上预约', '约时间、改期、取消；节假日和延时服务也能约'],
    window: ['窗口', '叫号、收件、受理、补正、打印'],
    department: ['部门', '本部门的办件和时限，登记决定，送出件窗口'],
    pickup: ['一窗通取', '签收、货架、核对身份、签名、送达回证'],
    schedule: ['预约与延时', '预约表、签到，节假日和延时服务的答复'],
    supervise: ['值班长', '看全厅、红黄牌、评价和每件的经过，接求助'],
    admin: ['管理', '窗口、队列、事项、设备和人员'],
  },
};

export type LandingMessages = {
  title: string;
  lead: string;
  applicants: string;
  staff: string;
  screens: string;
  surfaces: Record<keyof typeof landing.surfaces, readonly string[]>;
};
