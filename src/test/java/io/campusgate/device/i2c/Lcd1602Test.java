package io.campusgate.device.i2c;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.device.DeviceException;
import io.campusgate.device.DeviceException.Kind;
import io.campusgate.device.Indicator;
import io.campusgate.device.Indicator.Signal;
import io.campusgate.device.IndicatorContract;
import io.campusgate.domain.Temperature;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Lcd1602Test implements IndicatorContract {
    private final EmulatedLcd lcd = new EmulatedLcd(0x27);
    private final Lcd1602 display = new Lcd1602(lcd, 0x27);

    @Override public Rig rig() {
        EmulatedLcd emulated = new EmulatedLcd(0x3F);
        Lcd1602 driver = new Lcd1602(emulated, 0x3F);
        return new Rig() {
            @Override public Indicator indicator() {
                return driver;
            }

            @Override public String seen() {
                return emulated.screen();
            }

            @Override public String expected(Signal signal, Optional<Temperature> reading) {
                String first = switch (signal) {
                    case IDLE -> "Show your card  ";
                    case GO -> "Please go       ";
                    case WAIT -> "Please wait     ";
                    case STOP -> "See the guard   ";
                };
                return first + "|" + (reading.isPresent() ? "36.5 \u00DFC         " : " ".repeat(16));
            }

            @Override public String dark() {
                return " ".repeat(16) + "|" + " ".repeat(16);
            }

            @Override public void unplug() {
                emulated.unplug();
            }

            @Override public void plugIn() {
                emulated.plugIn();
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void neverSaysWhy(Signal signal) throws Exception {
        display.show(signal, Optional.empty());
        String words = lcd.screen().toLowerCase(Locale.ROOT);
        for (String reason : new String[] {"fever", "ill", "temperature", "watch", "block", "deny", "denied", "unknown", "list"}) {
            assertFalse(words.contains(reason), words);
        }
        assertTrue(lcd.isLit());
    }

    @Test void findsItsStepAgainAfterADisturbance() throws Exception {
        display.show(Signal.GO, Optional.empty());
        lcd.loseStep();
        display.show(Signal.WAIT, Optional.of(new Temperature(3700)));
        assertEquals("Please wait     |37.0 \u00DFC         ", lcd.screen());
    }

    @Test void repeatingWhatIsShownBringsADisplayBackThatWasWithoutPower() throws Exception {
        display.show(Signal.STOP, Optional.of(new Temperature(3810)));
        String before = lcd.screen();
        lcd.unplug();
        lcd.plugIn();
        assertEquals("................|................", lcd.screen());
        display.refresh();
        assertEquals(before, lcd.screen());
    }

    @Test void aBusThatReadsOnesIsNoDisplay() {
        lcd.readAllOnes();
        DeviceException e = assertThrows(DeviceException.class, () -> display.show(Signal.GO, Optional.empty()));
        assertEquals(Kind.CORRUPT, e.kind());
        assertEquals("display at 0x27: its pins read F7, expected 00: is it a PCF8574?", e.getMessage());
    }

    @Test void oneTextIsShortEnoughForASharedBus() throws Exception {
        display.show(Signal.GO, Optional.of(new Temperature(3650)));
        assertTrue(lcd.bytes() * 9 / 100.0 < 25, "ms of a bus of 100 kHz: " + lcd.bytes() * 9 / 100.0);
    }
}
