package io.campusgate.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The check of a resident's number is told by the vectors of `citizen_id`.
class IdNumberTest {
    @ParameterizedTest
    @CsvSource({"11010519491231002x,   11010519491231002X, 110105********002X, CITIZEN",
                "' 810000189505200036', 810000189505200036, 810000********0036, HONG_KONG",
                "911840188102030014,   911840188102030014, 911840********0014, FOREIGNER",
                "usa310018000101,      USA310018000101,    USA3100******01,    FOREIGNER2017"})
    void isReadAsItIsTypedAndShownWithoutTheBirthDate(String typed, String number, String masked, IdNumber.Kind kind) {
        IdNumber id = IdNumber.parse(typed);
        assertEquals(number, id.number());
        assertEquals(masked, id.masked());
        assertEquals(masked, id.toString());
        assertEquals(kind, id.kind());
    }

    @ParameterizedTest
    @CsvSource({"110105491231002, LENGTH", "USA31001800010, LENGTH", "US1310018000101, LENGTH", "USA3100180001012, LENGTH",
                "USA310018000101000, CHARSET", "110105194912310021, CHECKSUM"})
    void whatIsNoNumberIsRefusedWithoutRepeatingIt(String typed, IdNumber.Fault fault) {
        IdNumber.BadIdNumber e = assertThrows(IdNumber.BadIdNumber.class, () -> IdNumber.parse(typed));
        assertEquals(fault, e.fault());
        assertEquals(-1, String.valueOf(e.getMessage()).indexOf(typed));
    }

    @Test void aCardIsTheSameHoweverItsNameWasRead() {
        IdNumber number = new IdNumber("11010519491231002X");
        assertEquals(true, new Credential.IdCard(number, "样例").isSameAs(new Credential.IdCard(number, "")));
        assertEquals(false, new Credential.IdCard(number, "样例").isSameAs(new Credential.IdCard(new IdNumber("440524188001010014"), "样例")));
    }
}
