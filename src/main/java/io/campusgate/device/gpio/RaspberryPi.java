package io.campusgate.device.gpio;

import com.pi4j.Pi4J;
import com.pi4j.boardinfo.util.BoardInfoHelper;
import com.pi4j.context.Context;
import com.pi4j.io.IO;
import com.pi4j.io.gpio.digital.DigitalInput;
import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.io.gpio.digital.PullResistance;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalInputProvider;
import com.pi4j.plugin.gpiod.provider.gpio.digital.GpioDDigitalOutputProvider;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The board: one Pi4J context for all pins, made when the first device is opened. Thread-safe.
///
/// The providers are named one by one, since auto-detection would bring others for the same pins. Pi4J's own shutdown hook
/// is off: it would race with ours, and the relays are to rest first. Where there is no board, or the user may not use it,
/// every opening fails as a device that is absent; no error of Pi4J or its native libraries gets past this class.
public class RaspberryPi implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaspberryPi.class);
    private static final long PAUSE = Duration.ofSeconds(5).toNanos();   // making a context takes some 0.3 s of CPU

    private final AtomicLong ids = new AtomicLong();
    private Optional<Context> context = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private long failedAt;

    /// Opens an output; the line takes the value `rest` with the request itself, without a moment of another, and again
    /// when it is released.
    DigitalOutput openOutput(int pin, DigitalState rest) throws DeviceException {
        requireBoard(pin);
        return open("pin " + pin, pi -> pi.create(DigitalOutput.newConfigBuilder(pi).id(newId("output", pin)).address(pin)
                .initial(rest).shutdown(rest).provider(GpioDDigitalOutputProvider.ID).build()));
    }

    /// Opens an input with its pull-up.
    DigitalInput openInput(int pin, Duration debounce) throws DeviceException {
        requireBoard(pin);
        return open("pin " + pin, pi -> {
            DigitalInputConfig config = DigitalInput.newConfigBuilder(pi).id(newId("input", pin)).address(pin)
                    .pull(PullResistance.PULL_UP).debounce(debounce.toNanos() / 1000)   // Pi4J takes microseconds
                    .provider(GpioDDigitalInputProvider.ID).build();
            return pi.create(config);
        });
    }

    /// Pi4J finds out the same, but not without stack traces in the log at each try.
    private static void requireBoard(int pin) throws DeviceException {
        Optional<String> obstacle;
        try {
            obstacle = BoardInfoHelper.runningOnRaspberryPi() ? obstacle() : Optional.of("this machine is no Raspberry Pi that is known here");
        } catch (LinkageError e) {
            throw new DeviceException(Kind.ABSENT, "pin " + pin + " cannot be opened: " + reason(e), e);
        }
        if (obstacle.isPresent()) {
            throw new DeviceException(Kind.ABSENT, "pin " + pin + " cannot be opened: " + obstacle.get());
        }
    }

    /// Why this user cannot have the pins. All chips have to be open to it: libgpiod looks at each for its label.
    private static Optional<String> obstacle() {
        try (Stream<Path> chips = Files.list(Path.of("/dev")).filter(p -> p.getFileName().toString().startsWith("gpiochip"))) {
            List<Path> all = chips.sorted().toList();
            if (all.isEmpty()) {
                return Optional.of("there is no /dev/gpiochip0");
            }
            return all.stream().filter(chip -> !Files.isReadable(chip) || !Files.isWritable(chip)).findFirst()
                    .map(chip -> "this user may not use " + chip + "; the group gpio may");
        } catch (IOException e) {
            return Optional.of("/dev cannot be listed: " + e.getMessage());
        }
    }

    /// Lets go of what one of the other methods opened; never throws.
    public synchronized void release(IO<?, ?, ?> device) {
        context.ifPresent(pi -> {
            try {
                pi.shutdown(device.id());
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("{} could not be released: {}", device.id(), e.toString());
            }
        });
    }

    private String newId(String kind, int number) {
        return kind + "-" + number + "-" + ids.incrementAndGet();
    }

    private synchronized <T> T open(String what, Function<Context, T> opening) throws DeviceException {
        Context pi = context();
        try {
            return opening.apply(pi);
        } catch (RuntimeException | LinkageError e) {
            throw new DeviceException(Kind.ABSENT, what + " cannot be opened: " + reason(e), e);
        }
    }

    private Context context() throws DeviceException {
        if (context.isPresent()) {
            return context.get();
        }
        if (failure.isPresent() && System.nanoTime() - failedAt < PAUSE) {
            throw new DeviceException(Kind.ABSENT, failure.get());
        }
        try {
            Context made = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook()
                    .add(GpioDDigitalOutputProvider.newInstance(), GpioDDigitalInputProvider.newInstance())
                    .build();
            if (!made.hasProvider(GpioDDigitalOutputProvider.ID) || !made.hasProvider(GpioDDigitalInputProvider.ID)) {
                made.shutdown();   // it was made without what it is for, and would stay so
                throw new IllegalStateException("Pi4J did not start; the log says why");
            }
            context = Optional.of(made);
            return made;
        } catch (RuntimeException | LinkageError e) {
            String why = "the board's pins cannot be used: " + reason(e);
            failure = Optional.of(why);
            failedAt = System.nanoTime();
            throw new DeviceException(Kind.ABSENT, why, e);
        }
    }

    /// What the innermost cause says: Pi4J wraps it several times.
    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    /// Releases everything; outputs take their value at rest first.
    @Override public synchronized void close() {
        context.ifPresent(pi -> {
            try {
                pi.shutdown();
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("the board could not be released: {}", e.toString());
            }
        });
        context = Optional.empty();
    }
}
