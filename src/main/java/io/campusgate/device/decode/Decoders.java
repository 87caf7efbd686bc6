package io.campusgate.device.decode;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The protocols whose bytes this version can read.
public final class Decoders {
    private static final List<Protocol> ALL = List.of(new Rdm6300Protocol(), new AsciiReaderProtocol(), new Mlx90614Protocol(),
            new CitizenIdProtocol(), new WiegandProtocol(), new QrModuleProtocol(), new Pn532Protocol(), new IdCardSamProtocol(),
            new OsdpProtocol());

    /// What the drivers of a configuration are called, where that differs.
    private static final Map<String, String> OTHER_NAMES = Map.of("line", "ascii_reader", "wiegand_serial", "wiegand");

    private Decoders() {}

    public static List<Protocol> all() {
        return ALL;
    }

    /// The protocol of that name, or of the driver of that name; `-` and `_` are the same.
    public static Optional<Protocol> find(String name) {
        String plain = name.replace('-', '_');
        String known = OTHER_NAMES.getOrDefault(plain, plain);
        return ALL.stream().filter(p -> p.name().equals(known)).findFirst();
    }
}
