package io.campusgate.device.osdp;

/// What bytes were: a packet, or why they are none.
public sealed interface OsdpFrame permits OsdpPacket, OsdpFrame.Broken {

    record Broken(Fault fault) implements OsdpFrame {}

    /// `SOM`: does not begin like a packet. `LENGTH`: below 7, above 1440, or bytes too many. `SCB_LENGTH`, `SCB_TYPE`: of the
    /// security block. `PAYLOAD_LENGTH`: not what the code takes. The last four are of the secure channel.
    enum Fault { SOM, TRUNCATED, LENGTH, CRC, CHECKSUM, SCB_LENGTH, SCB_TYPE, PAYLOAD_LENGTH, MAC, PADDING, PLAINTEXT_IN_SC, NO_SESSION }
}
