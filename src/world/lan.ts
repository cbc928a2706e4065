// The network at home: its addresses, and the router that asks the internet for names.
export const LAN = '192.168.0.0/24'
export const HOME_ROUTER = '192.168.0.1'
