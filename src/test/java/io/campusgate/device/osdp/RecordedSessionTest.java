package io.campusgate.device.osdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.Await;
import io.campusgate.Pty;
import io.campusgate.device.DeviceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The session that was recorded against libosdp 3.2 as the reader, played again over a real pseudo-terminal: the control
/// panel has to say, byte for byte, what was said then, and understands what libosdp answered. ID and CAP, which were not
/// recorded, are answered with the vectors of their replies.
class RecordedSessionTest {

    @Test void saysWhatWasSaidToLibosdpAndUnderstandsItsAnswers() throws Exception {
        List<OsdpPacket> recorded = Recording.recorded();
        Deque<OsdpPacket> script = new ArrayDeque<>(recorded);
        List<String> differences = new CopyOnWriteArrayList<>();
        Played played = new Played(recorded);
        try (Pty pty = Pty.open(); TwinLine _ = new TwinLine(pty, question -> answer(question, script, differences))) {
            OsdpLine line = new OsdpLine(pty.path(), 9600, Duration.ofSeconds(1));
            PanelSession session = new PanelSession("libosdp", Recording.ADDRESS, Recording.KEY, always(Recording.rndA(recorded)), played, System.nanoTime());
            line.attach(session, failure -> differences.add(failure.getMessage()));
            Await.until("all of it was said, or something else", () -> script.isEmpty() && played.well.get() >= 17 || !differences.isEmpty());
            line.detach(session);
        }
        assertEquals(List.of(), differences);
        assertTrue(played.told.contains("POLL Raw[reader=0, format=1, bits=26, data=2040F1C0] fresh"), played.told.toString());
        assertTrue(played.told.contains("POLL Keypad[reader=0, digits=1234#] fresh"), played.told.toString());
        assertTrue(played.told.contains("LSTAT Nak[code=2, detail=] fresh"), played.told.toString());
        assertEquals(List.of("NAK_2"), played.faults, "libosdp's script binding cannot report its status");
    }

    private static Optional<byte[]> answer(byte[] question, Deque<OsdpPacket> script, List<String> differences) {
        if (question[5] == OsdpCode.ID) {
            return Optional.of(Recording.PDID);
        }
        if (question[5] == OsdpCode.CAP) {
            return Optional.of(Recording.PDCAP);
        }
        if (script.isEmpty()) {
            return Optional.empty();   // the recording is over
        }
        byte[] expected = script.poll().bytes();
        if (!Arrays.equals(expected, question)) {
            differences.add(HexFormat.of().formatHex(question) + " instead of " + HexFormat.of().formatHex(expected));
        }
        return Optional.of(script.remove().bytes());
    }

    /// The one random number of the recording.
    private static RandomGenerator always(byte[] bytes) {
        return new RandomGenerator() {
            @Override public long nextLong() {
                throw new UnsupportedOperationException("only bytes are asked for");
            }

            @Override public void nextBytes(byte[] into) {
                System.arraycopy(bytes, 0, into, 0, into.length);
            }
        };
    }

    /// Says what the recording's control panel said.
    private static final class Played implements PanelSession.Talk {
        private final Deque<OsdpCommand> commands = new ArrayDeque<>();
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<String> faults = new CopyOnWriteArrayList<>();
        private final AtomicInteger well = new AtomicInteger();

        Played(List<OsdpPacket> recorded) {
            SecureChannel channel = SecureChannelTest.begun(recorded);
            for (OsdpPacket packet : recorded.subList(4, recorded.size())) {
                byte[] data = ((SecureChannel.Data) channel.open(packet)).bytes();
                if (!packet.isReply()) {
                    commands.add(new OsdpCommand(packet.code(), data));
                }
            }
        }

        @Override public void secured() {}

        @Override public Optional<OsdpCommand> next() {
            return Optional.ofNullable(commands.poll());
        }

        @Override public void answered(OsdpCommand command, OsdpMessage reply, boolean fresh) {
            told.add(command + " " + reply + (fresh ? " fresh" : ""));
        }

        @Override public void well() {
            well.incrementAndGet();
        }

        @Override public void lost(DeviceException why) {
            told.add("lost: " + why.getMessage());
        }

        @Override public void fault(String code) {
            faults.add(code);
        }

        @Override public boolean isInstalling() {
            return false;
        }

        @Override public void enrolled() {
            throw new AssertionError("nobody was to be enrolled");
        }
    }
}
