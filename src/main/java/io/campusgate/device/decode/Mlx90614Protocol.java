package io.campusgate.device.decode;

import io.campusgate.device.i2c.Mlx90614Codec;
import java.util.List;
import java.util.Locale;

final class Mlx90614Protocol implements Protocol {
    @Override public String name() {
        return "mlx90614";
    }

    @Override public List<String> operations() {
        return List.of("read", "write");
    }

    @Override public List<String> settings() {
        return List.of();
    }

    @Override public Decoded decode(String operation, Settings settings, byte[] bytes) {
        return Decoded.one(form(operation.equals("read") ? Mlx90614Codec.read(bytes, true) : Mlx90614Codec.write(bytes)));
    }

    private static Decoded.Item form(Mlx90614Codec.Transfer transfer) {
        return switch (transfer) {
            case Mlx90614Codec.Read read -> {
                Fields fields = Fields.of("address", hex(read.address(), 2)).and("command", hex(read.command(), 2)).and("raw", hex(read.raw(), 4));
                read.temperature().ifPresent(t -> fields.and("celsius", t.celsius()));
                read.emissivity().ifPresent(e -> fields.and("emissivity", Math.round(e * 10_000) / 10_000.0));
                yield Decoded.good(fields.map());
            }
            case Mlx90614Codec.Write write -> Decoded.good(Fields.of("address", hex(write.address(), 2))
                    .and("command", hex(write.command(), 2)).and("value", hex(write.value(), 4)).map());
            case Mlx90614Codec.Broken(var fault) -> Decoded.bad(fault);
        };
    }

    private static String hex(int value, int digits) {
        return String.format(Locale.ROOT, "%0" + digits + "X", value);
    }
}
