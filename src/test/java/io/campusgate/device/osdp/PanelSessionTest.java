package io.campusgate.device.osdp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.DeviceException;
import io.campusgate.device.osdp.ReaderTwin.Fault;
import io.campusgate.domain.ReaderKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The control panel against a reader written from the protocol's text, on a line without wire and clock: each exchange
/// takes 20 ms, silence 200.
class PanelSessionTest {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f";
    private static final String OTHER_KEY = "0f0e0d0c0b0a09080706050403020100";
    private static final int ADDRESS = 5;

    private final Heard heard = new Heard();
    private ReaderTwin reader = new ReaderTwin(ADDRESS, KEY);
    private long now = Duration.ofHours(1).toNanos();
    private final PanelSession session = new PanelSession("reader", ADDRESS, ReaderKey.parse(KEY.getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
            new Random(1), heard, now);

    @Test void identifiesProvesTheKeyAndPolls() {
        exchange(6);
        assertEquals(List.of("ID 0", "CAP 1", "CHLNG 0", "SCRYPT 1", "POLL 2", "POLL 3"), sent());
        exchange(3);
        assertEquals(List.of("POLL 1", "POLL 2", "POLL 3"), sent().subList(6, 9));
        assertEquals(5, heard.well);
        assertEquals(List.of(), heard.faults);
        assertEquals(List.of(), heard.lost);
    }

    @Test void pollsEvery50Milliseconds() {
        exchange(10);
        long at = session.dueAt();
        exchange(1);
        assertEquals(Duration.ofMillis(50).toNanos(), session.dueAt() - at);
    }

    @Test void whatIsToBeShownIsSentInThePlaceOfAPollAndNeedNotWaitForIt() {
        exchange(6);
        heard.toSend.add(OsdpCommand.led(OsdpCommand.Color.GREEN));
        session.hurry();
        assertTrue(session.dueAt() <= now);
        exchange(1);
        assertEquals("green", reader.lamp());
        assertEquals(List.of("LED"), heard.acknowledged);
    }

    @Test void aCardIsToldOnceAndInTheClearIsNeverSeenOnTheLine() {
        exchange(6);
        reader.card(26, "0949EC40");
        exchange(4);
        assertEquals(List.of(new OsdpMessage.Raw(0, 1, 26, "0949EC40")), heard.cards);
    }

    @Test void aCardThatWaitedWhileNobodyAskedIsNotFresh() {
        reader.card(26, "0949EC40");
        exchange(7);
        assertEquals(List.of(), heard.cards, "it waited before the session");
        assertEquals(1, heard.stale);
        now += Duration.ofSeconds(3).toNanos();
        reader.card(26, "0949EC40");
        exchange(3);
        assertEquals(List.of(), heard.cards, "it may have come at any time of these 3 s");
        reader.card(26, "0949EC40");
        exchange(3);
        assertEquals(1, heard.cards.size());
        session.stalled();
        reader.card(26, "0949EC40");
        exchange(3);
        assertEquals(1, heard.cards.size(), "this process stood still");
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"DEAF", "MUTE", "HALF", "CORRUPT", "BUSY", "NAK_1"})
    void whatIsLostOnTheWayIsAskedForAgainByTheSameBytes(Fault fault) {
        exchange(6);
        reader.card(26, "0949EC40");
        reader.next(fault);
        int before = reader.commands().size();
        exchange(2);
        assertArrayEquals(reader.commands().get(before), reader.commands().get(before + 1), "not a bit is different");
        assertEquals(1, heard.cards.size());
        exchange(2);
        assertEquals(1, heard.cards.size(), "once");
        assertEquals(List.of(), heard.lost);
        assertEquals(0, challenges(before), "the session goes on");
    }

    @ParameterizedTest
    @EnumSource(value = Fault.class, names = {"WRONG_MAC", "WRONG_PADDING", "PLAIN", "NAK_4"})
    void whatCannotBeOfThisSessionEndsItAndAnotherIsBegunAtOnce(Fault fault) {
        exchange(6);
        reader.card(26, "0949EC40");
        reader.next(fault);
        int before = reader.commands().size();
        exchange(5);
        assertEquals(List.of("POLL 1", "CHLNG 0", "SCRYPT 1", "POLL 2", "POLL 3"), sent().subList(before, before + 5));
        assertEquals(List.of(), heard.cards, "the card of the broken answer does not count");
        assertEquals(List.of(), heard.lost);
        assertEquals(fault == Fault.PLAIN ? "PLAINTEXT_IN_SC" : fault == Fault.NAK_4 ? "NAK_4"
                : fault.name().replace("WRONG_", ""), heard.faults.getFirst());
        exchange(2);
        reader.card(26, "0949EC40");
        exchange(2);
        assertEquals(1, heard.cards.size());
    }

    @Test void anAnswerWithAnotherNumberIsNotTheAnswer() {
        exchange(6);
        reader.card(26, "0949EC40");
        reader.next(Fault.LATE_SEQUENCE);
        exchange(1);
        assertEquals(List.of("SEQUENCE", "NO_ANSWER"), heard.faults);
        assertEquals(List.of(), heard.cards);
        exchange(1);
        assertEquals(1, heard.cards.size(), "the repeat brings it");
    }

    @Test void anAnswerOfAnotherReaderAnEchoOrTheAnswerBeforeIsNotTheAnswer() {
        exchange(6);
        byte[] question = session.next(now);
        byte[] answer = reader.hear(question).orElseThrow();
        assertFalse(session.answered(Recording.packet(question), now), "the echo of the adapter");
        byte[] other = answer.clone();
        other[1] = (byte) (0x80 | 6);
        assertFalse(session.answered(Recording.packet(OsdpPacket.finished(other, Recording.packet(answer).security()).bytes()), now));
        assertTrue(session.answered(Recording.packet(answer), now));
        assertFalse(session.answered(Recording.packet(answer), now), "nothing is asked any more");
        assertEquals(List.of(), heard.faults);
    }

    @Test void threeTriesThenItIsLostAndAskedOnceEachTimeUntilItIsBack() {
        exchange(6);
        reader.next(Fault.DEAF, Fault.DEAF, Fault.DEAF, Fault.DEAF, Fault.DEAF);
        exchange(3);
        assertEquals(List.of("NO_ANSWER reader does not answer"), heard.lost);
        assertTrue(session.isLost());
        exchange(2);
        assertEquals(3, heard.lost.size());
        assertEquals(3, heard.faults.size(), "that it is still away is no news");
        long away = now;
        exchange(5);
        assertTrue(reader.isSecured());
        assertTrue(now - away < Duration.ofSeconds(1).toNanos(), (now - away) / 1_000_000 + " ms");
        assertFalse(session.isLost());
    }

    @Test void aReaderThatRebootsIsBackWithoutBeingLost() {
        exchange(8);
        reader.reboot();
        exchange(5);
        assertTrue(reader.isSecured());
        assertEquals(List.of(), heard.lost);
        reader.card(26, "0949EC40");
        exchange(2);
        assertEquals(1, heard.cards.size());
    }

    @Test void aReaderThatIsBusyForEightSecondsIsLost() {
        exchange(6);
        for (int i = 0; i < 200 && heard.lost.isEmpty(); i++) {
            reader.next(Fault.BUSY);
            exchange(1);
        }
        assertEquals(List.of("NO_ANSWER reader has been busy for 8 s"), heard.lost);
    }

    @Test void aSessionEndsAfterEightSecondsWithoutAWord() {
        exchange(6);
        now += Duration.ofSeconds(9).toNanos();
        exchange(1);
        assertEquals("ID 0", sent().getLast());
        assertEquals(List.of(), heard.lost, "this process stood still, not the reader");
    }

    @Test void aReaderThatNeverKeepsASessionIsLostWithTheReason() {
        exchange(6);
        for (int i = 0; i < 20; i++) {
            if (sent().getLast().startsWith("SCRYPT") || i == 0) {
                reader.next(Fault.WRONG_MAC);
            }
            exchange(1);
        }
        assertTrue(heard.lost.contains("CORRUPT reader does not keep its secure channel (MAC, 3 times)"), heard.lost.toString());
    }

    @Test void aReaderWithAnotherKeyIsLostWithTheReasonAndItsCardsNeverCount() {
        reader = new ReaderTwin(ADDRESS, OTHER_KEY);
        for (int i = 0; i < 50; i++) {
            reader.card(26, "0949EC40");
            exchange(1);
        }
        assertEquals("CORRUPT reader cannot prove that it has the site's key (wrong client cryptogram)", heard.lost.getFirst());
        assertEquals(0, heard.well);
        assertEquals(List.of(), heard.cards);
        assertFalse(sent().stream().anyMatch(c -> c.startsWith("SCRYPT") || c.startsWith("POLL")), "it is told nothing: " + sent());
    }

    @ParameterizedTest
    @CsvSource({"0, 00", "2, 02", "255, FF"})
    void aReaderThatDoesNotSayThatItTookTheProofIsLost(int verdict, String said) {
        reader.say(verdict);
        exchange(20);
        assertEquals("CORRUPT reader does not take the gate's proof of the key (status " + said + ", expected 01)", heard.lost.getFirst());
        assertEquals(0, heard.well);
        assertFalse(sent().stream().anyMatch(c -> c.startsWith("POLL")), "no session has begun: " + sent());
    }

    @Test void aReaderInItsInstallModeIsLostUnlessAnAdministratorAskedForIt() {
        reader = new ReaderTwin(ADDRESS, "");
        exchange(30);
        assertEquals("SELF_REPORTED reader refuses the secure channel (NAK 5): it has another key than the site's, or none", heard.lost.getFirst());
        assertFalse(usedTheDefaultKey());
        assertEquals("", reader.key());
        assertEquals(0, heard.well);
    }

    /// What somebody puts on the line who has copied a card but not the key.
    @Test void aReaderWithoutASecureChannelIsNeverAccepted() {
        reader = ReaderTwin.plain(ADDRESS);
        for (int i = 0; i < 50; i++) {
            reader.card(26, "0949EC40");
            exchange(1);
        }
        assertEquals("SELF_REPORTED reader refuses the secure channel (NAK 5): it has another key than the site's, or none", heard.lost.getFirst());
        assertEquals(List.of(), heard.cards);
        assertEquals(0, heard.stale);
        assertEquals(0, heard.well);
        assertFalse(sent().stream().anyMatch(c -> c.startsWith("POLL")), "it is not even asked");
    }

    @ParameterizedTest
    @CsvSource({"0, ID", "1, CAP", "2, CHLNG", "3, SCRYPT"})
    void aCardInTheClearInsteadOfTheAnswerIsNeverTaken(int step, String command) {
        exchange(step);
        byte[] question = session.next(now);
        OsdpPacket card = OsdpPacket.of(ADDRESS, true, question[4] & 3, Optional.empty(), OsdpCode.RAW, HexFormat.of().parseHex("00011A000949EC40"));
        assertTrue(session.answered(card, now));
        assertEquals(List.of(), heard.cards);
        assertEquals(List.of("SELF_REPORTED reader answers " + command + " with RAW in plain text, out of the protocol's order"), heard.lost);
        assertEquals(List.of("UNEXPECTED"), heard.faults);
    }

    @Test void aHandshakeUnderTheDefaultKeyIsNotTheHandshakeThatWasAskedFor() {
        exchange(2);
        byte[] question = session.next(now);
        ReaderTwin inInstallMode = new ReaderTwin(ADDRESS, "");
        byte[] withDefault = question.clone();
        withDefault[7] = 0;
        byte[] answer = inInstallMode.hear(OsdpPacket.finished(withDefault, Recording.packet(question).security()).bytes()).orElseThrow();
        assertTrue(session.answered(Recording.packet(answer), now));
        assertEquals("SELF_REPORTED reader answers CHLNG with CCRYPT, out of the protocol's order", heard.lost.getFirst());
    }

    @Test void aReplayedSessionIsNotTaken() {
        exchange(6);
        reader.card(26, "0949EC40");
        byte[] question = session.next(now);
        byte[] withCard = reader.hear(question).orElseThrow();
        assertTrue(session.answered(Recording.packet(withCard), now));
        assertEquals(1, heard.cards.size());
        exchange(2);                                     // until the number is the same again
        byte[] later = session.next(now + Duration.ofMillis(50).toNanos());
        assertEquals(question[4], later[4]);
        assertTrue(session.answered(Recording.packet(withCard), now));
        assertEquals(1, heard.cards.size());
        assertEquals(List.of("MAC"), heard.faults);
    }

    @Test void statusThatAReaderDoesNotKnowDoesNoHarm() {
        reader.hideStatus();
        heard.toSend.add(OsdpCommand.LSTAT);
        exchange(8);
        assertEquals(List.of("LSTAT NAK 2"), heard.acknowledged);
        assertEquals(List.of("NAK_2"), heard.faults);
        assertEquals(0, challenges(4));
    }

    @Test void installingGivesTheKeyUnderTheDefaultKeyAndDoesNothingElseUnderIt() {
        reader = new ReaderTwin(ADDRESS, "");
        exchange(10);
        heard.installing = true;
        reader.card(26, "0949EC40");
        exchange(12);
        assertEquals(KEY, reader.key());
        int keySet = sent().indexOf("KEYSET 2");
        assertEquals(List.of("SCRYPT 1", "KEYSET 2", "CHLNG 0", "SCRYPT 1", "POLL 2"), sent().subList(keySet - 1, keySet + 4));
        assertFalse(heard.installing, "it ended by itself");
        assertEquals(List.of(), heard.cards);
        assertTrue(heard.well > 0);
        byte[] key = HexFormat.of().parseHex(KEY);
        for (byte[] command : reader.commands()) {
            assertFalse(HexFormat.of().formatHex(command).contains(HexFormat.of().formatHex(key)), "the key is never in the clear");
        }
    }

    @Test void installingThatEndsInVainGoesBackToTheSitesKey() {
        heard.installing = true;
        exchange(12);
        assertTrue(usedTheDefaultKey());
        assertEquals(0, heard.well);
        assertEquals("SELF_REPORTED reader refuses the secure channel (NAK 5): it has left its install mode", heard.lost.getFirst());
        heard.installing = false;
        exchange(8);
        assertTrue(reader.isSecured());
        assertTrue(heard.well > 0);
        assertEquals(KEY, reader.key());
    }

    @Test void aCardUnderTheDefaultKeyIsNeverTaken() {
        heard.installing = true;
        reader = new ReaderTwin(ADDRESS, "");
        exchange(4);
        byte[] keySet = session.next(now);
        SecureChannel thief = new SecureChannel(ReaderKey.DEFAULT, Arrays.copyOfRange(reader.commands().get(2), 9, 17));
        thief.begin(HexFormat.of().parseHex("99AABBCCDDEEFF00"));
        assertTrue(thief.open(Recording.packet(keySet)) instanceof SecureChannel.Data, "whoever listens knows the default key");
        OsdpPacket card = thief.seal(ADDRESS, true, keySet[4] & 3, OsdpCode.RAW, HexFormat.of().parseHex("00011A000949EC40"));
        assertTrue(session.answered(card, now));
        assertEquals(List.of(), heard.cards);
        assertEquals(0, heard.well);
        assertEquals(List.of("SELF_REPORTED reader does not take the key"), heard.lost);
    }

    @Test void eachSessionHasANewChallenge() {
        exchange(6);
        reader.next(Fault.NAK_4);
        exchange(5);
        List<String> challenges = reader.commands().stream().filter(c -> c[4] == 0x0C && c[8] == 0x76)
                .map(c -> HexFormat.of().formatHex(c, 9, 17)).toList();
        assertEquals(2, challenges.size());
        assertEquals(2, challenges.stream().distinct().count());
    }

    /// Any bytes at any time: nothing but what the reader sealed is ever told, and the session comes back.
    @Test void whateverComesInsteadOfAnswersNothingIsTakenForACard() {
        Random noise = new Random(53);
        exchange(6);
        for (int i = 0; i < 20_000; i++) {
            byte[] question = session.next(now);
            OsdpMessage.Raw raw = new OsdpMessage.Raw(0, 1, 26, "0949EC40");
            byte[] data = new byte[noise.nextInt(40)];
            noise.nextBytes(data);
            byte[] code = {(byte) OsdpCode.RAW, (byte) OsdpCode.ACK, (byte) OsdpCode.NAK, (byte) OsdpCode.CCRYPT, (byte) OsdpCode.RMAC_I,
                (byte) OsdpCode.KEYPAD, (byte) OsdpCode.LSTATR, (byte) OsdpCode.PDID, (byte) OsdpCode.PDCAP};
            int type = 0x10 + 2 * (1 + noise.nextInt(4));
            Optional<OsdpPacket.SecurityBlock> block = noise.nextBoolean() ? Optional.empty()
                    : Optional.of(new OsdpPacket.SecurityBlock(type, type < 0x15 ? "01" : ""));
            OsdpPacket forged = OsdpPacket.of(ADDRESS, true, noise.nextInt(4), block, code[noise.nextInt(code.length)],
                    noise.nextInt(4) == 0 ? HexFormat.of().parseHex("0001" + "1A00" + raw.data()) : data);
            if (!session.answered(forged, now)) {
                session.silent(now);
            }
            assertTrue(question.length > 0);
            now += Duration.ofMillis(300).toNanos();
        }
        assertEquals(List.of(), heard.cards);
        assertEquals(0, heard.stale);
        assertEquals(1, heard.well > 0 ? 1 : 0, "only the two polls before it were good");
        assertEquals(2, heard.well);
        reader.reboot();
        for (int i = 0; i < 20 && !reader.isSecured(); i++) {
            exchange(1);
        }
        exchange(3);
        reader.card(26, "0949EC40");
        exchange(2);
        assertEquals(1, heard.cards.size());
    }

    /// So many questions, each answered or not, when they are due.
    private void exchange(int times) {
        for (int i = 0; i < times; i++) {
            now = Math.max(now, session.dueAt());
            byte[] question = session.next(now);
            Optional<OsdpPacket> answer = reader.hear(question).map(OsdpPacket::read)
                    .flatMap(frame -> frame instanceof OsdpPacket packet ? Optional.of(packet) : Optional.empty());
            now += Duration.ofMillis(20).toNanos();
            if (answer.isEmpty() || !session.answered(answer.get(), now)) {
                now += Duration.ofMillis(180).toNanos();
                session.silent(now);
            }
        }
    }

    /// What the reader was sent: name and sequence.
    private List<String> sent() {
        return reader.commands().stream().map(Recording::packet).map(p -> OsdpCode.name(p.code(), false) + " " + p.sequence()).toList();
    }

    private long challenges(int from) {
        return sent().subList(from, sent().size()).stream().filter(c -> c.startsWith("CHLNG")).count();
    }

    private boolean usedTheDefaultKey() {
        return reader.commands().stream().map(Recording::packet).anyMatch(p -> p.security().filter(b -> b.data().equals("00")).isPresent());
    }

    private static final class Heard implements PanelSession.Talk {
        final Deque<OsdpCommand> toSend = new ArrayDeque<>();
        final List<String> acknowledged = new ArrayList<>();
        final List<OsdpMessage.Raw> cards = new ArrayList<>();
        final List<String> faults = new ArrayList<>();
        final List<String> lost = new ArrayList<>();
        int stale;
        int well;
        boolean installing;

        @Override public void secured() {}

        @Override public Optional<OsdpCommand> next() {
            return Optional.ofNullable(toSend.poll());
        }

        @Override public void answered(OsdpCommand command, OsdpMessage reply, boolean fresh) {
            if (reply instanceof OsdpMessage.Raw raw) {
                if (fresh) {
                    cards.add(raw);
                } else {
                    stale++;
                }
            } else if (command.code() != OsdpCode.POLL) {
                acknowledged.add(command + (reply instanceof OsdpMessage.Nak(var code, _) ? " NAK " + code : ""));
            }
        }

        @Override public void well() {
            well++;
        }

        @Override public void lost(DeviceException why) {
            lost.add(why.kind() + " " + why.getMessage());
        }

        @Override public void fault(String code) {
            faults.add(code);
        }

        @Override public boolean isInstalling() {
            return installing;
        }

        @Override public void enrolled() {
            installing = false;
        }
    }
}
