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
    window: ['窗口', '叫号、重呼、过号、挂起、转窗、完成'],
    supervise: ['值班长', '看全厅，看等候时间，接求助'],
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
