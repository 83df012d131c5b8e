//! The address of this computer in the local network, and its picture for a phone's camera.
//!
//! Asks the routing table only: no packet is sent.

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use std::net::{IpAddr, UdpSocket};

/// Returns the address that others in the network reach this computer at.
pub fn network_address() -> Option<IpAddr> {
    // 192.0.2.1 is an address for documentation (RFC 5737): connecting a datagram socket only chooses a route.
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// Draws an address as a QR code for a terminal.
pub fn qr(address: &str) -> Option<String> {
    let code = QrCode::new(address).ok()?;
    Some(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone_and_three_corners() {
        let drawn = qr("http://192.168.1.7:1313/").expect("short enough");
        let lines: Vec<&str> = drawn.lines().collect();
        assert!(lines.len() > 12 && lines.iter().all(|line| line.chars().count() == lines[0].chars().count()));
        assert!(lines[0].chars().all(|letter| letter == '█'), "the quiet zone is light: {drawn}");
    }
}
