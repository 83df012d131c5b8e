//! Knows file systems on which others' changes send no events: network drives, shared folders of virtual machines.
//!
//! Asks the system for the kind of one folder; tries nothing out.

use std::path::Path;

/// Magic numbers of Linux's `statfs(2)`, with the names that people know the kinds by.
#[cfg(target_os = "linux")]
const KINDS: [(u64, &str); 9] = [
    (0x6969, "NFS"),
    (0x517b, "SMB"),
    (0xff53_4d42, "CIFS"),
    (0xfe53_4d42, "SMB 2"),
    (0x0102_1997, "9P"),
    (0x6573_5546, "FUSE"),
    (0x786f_4256, "VirtualBox shared folder"),
    (0xbacb_acbc, "VMware shared folder"),
    (0x5346_414f, "AFS"),
];

/// Says why no events can be relied on below `root`, if so.
#[cfg(target_os = "linux")]
pub(super) fn without_events(root: &Path) -> Option<String> {
    let kind = u64::from_ne_bytes(rustix::fs::statfs(root).ok()?.f_type.to_ne_bytes()) & 0xffff_ffff;
    KINDS.iter().find(|(magic, _)| *magic == kind).map(|(_, name)| format!("{name} sends no events for others' changes"))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn without_events(_: &Path) -> Option<String> {
    None
}
