package io.campusgate.device.serial;

import io.campusgate.device.CardReader;
import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.serial.IdCardSamCodec.Broken;
import io.campusgate.device.serial.IdCardSamCodec.Direction;
import io.campusgate.device.serial.IdCardSamCodec.Frame;
import io.campusgate.device.serial.IdCardSamCodec.Response;
import io.campusgate.domain.Credential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;

/// A reader of resident identity cards with a SAM_V module on a serial port: citizens, residents from Hong Kong, Macau and
/// Taiwan, foreigners' cards of 2017 and 2023. Of a card it takes the number and the name; all else, the photo first, is
/// overwritten as soon as these are out of it.
///
/// It looks for a card every 300 ms; one that is found is selected and read, never a step left out. Of a card that has been
/// read the module says "found" again only after it was taken away, so a card that rests on the reader is one frame.
/// Source: protocols.md section 5 (SAM_V protocol text of Eastcoms; IDCardDemo).
public final class IdCardSamReader implements CardReader {

    /// What is asked of the module, and how long its answer may take.
    private enum Command {
        STATUS("11FF", "AAAAAA9669000311FFED", 500),
        FIND("2001", "AAAAAA96690003200122", 500),
        SELECT("2002", "AAAAAA96690003200221", 500),
        READ("3001", "AAAAAA96690003300132", 3000);

        private final String request;
        private final String frame;
        private final Duration within;

        Command(String request, String frame, int withinMillis) {
            this.request = request;
            this.frame = frame;
            this.within = Duration.ofMillis(withinMillis);
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(frame);
        }
    }

    private static final String GOOD = "OK";
    private static final String FOUND = "CARD_FOUND";
    private static final String NO_CARD = "FIND_FAILED";
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);
    /// So many answers missing or broken in a row, and the module is lost.
    private static final int MISSES = 3;

    private final Path port;
    private final int baud;

    /// @param port path of the serial port or a link to it
    /// @param baud 115200 from the factory
    public IdCardSamReader(Path port, int baud) {
        this.port = port;
        this.baud = baud;
    }

    @Override public void serve(Listener listener) throws DeviceException, InterruptedException {
        try (SerialLine line = SerialLine.open(port, baud, Dialogue.HEARTBEAT)) {
            Session session = new Session(new Dialogue<>(line, decoder(Command.STATUS), listener), listener);
            session.ask(Command.STATUS);
            while (true) {
                long began = System.nanoTime();
                session.look();
                session.module.rest(LOOK_EVERY.minusNanos(System.nanoTime() - began));
            }
        }
    }

    private static FrameDecoder<Frame> decoder(Command command) {
        return IdCardSamCodec.stream(Direction.RESPONSE, Optional.of(command.request));
    }

    private final class Session {
        private final Dialogue<Frame> module;
        private final Listener listener;
        private int misses;

        Session(Dialogue<Frame> module, Listener listener) {
            this.module = module;
            this.listener = listener;
        }

        void look() throws DeviceException, InterruptedException {
            if (is(FOUND, ask(Command.FIND)) && is(GOOD, ask(Command.SELECT))) {
                Optional<Response> read = ask(Command.READ);
                if (is(GOOD, read) && read.get().content() instanceof IdCardSamCodec.Card card) {
                    report(card);
                }
            }
        }

        /// Whether the answer says `wanted`; counts what else it says, but for "no card".
        private boolean is(String wanted, Optional<Response> answer) {
            String status = answer.map(Response::statusName).orElse(NO_CARD);
            if (!status.equals(wanted) && !status.equals(NO_CARD)) {
                listener.fault(status);
            }
            return status.equals(wanted);
        }

        private void report(IdCardSamCodec.Card card) {
            try (IdCardText text = card.text()) {
                Optional<Credential> person = text.idNumber().map(number -> new Credential.IdCard(number, text.name()));
                if (person.isEmpty()) {
                    listener.fault("ID_NUMBER");
                }
                listener.read(person.orElse(new Credential.Foreign("id_card", "a number whose check does not fit")), module.heardAt());
            }
        }

        /// The answer, if it is whole; a fault is counted, and the third in a row ends the session.
        Optional<Response> ask(Command command) throws DeviceException, InterruptedException {
            module.decodeBy(decoder(command));
            Optional<Frame> answer = module.ask(command.bytes(), command.within);
            if (answer.isPresent() && answer.get() instanceof Response response) {
                misses = 0;
                requireWell(response);
                listener.alive();
                return Optional.of(response);
            }
            listener.fault(answer.isPresent() && answer.get() instanceof Broken(var fault) ? fault.name() : "NO_ANSWER");
            misses++;
            if (misses == MISSES) {
                throw answer.isEmpty()
                        ? new DeviceException(Kind.NO_ANSWER, port + ": no identity card module answers at " + baud + " baud")
                        : new DeviceException(Kind.CORRUPT, port + ": the answers of the identity card module are broken; is " + baud + " baud right?");
            }
            return Optional.empty();
        }

        private void requireWell(Response response) throws DeviceException {
            switch (response.statusName()) {
                case "SELF_TEST", "NOT_AUTHORISED" -> throw new DeviceException(Kind.SELF_REPORTED,
                        port + ": the identity card module cannot be used, it says " + response.statusName());
                default -> { }
            }
        }
    }
}
