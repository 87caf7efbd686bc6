package io.campusgate.domain;

import java.time.DateTimeException;
import java.time.LocalDate;

/// A resident's 18-character identity number: 6 region, 8 birth date, 3 sequence, 1 check (GB 11643-1999, check by
/// ISO 7064 MOD 11-2). First digit 9: a foreigner's permanent residence card of 2023, same check.
public record IdNumber(String number) {
    private static final String CHECK = "10X98765432";

    /// What is wrong with a text that is no identity number; asked in this order.
    public enum Fault { LENGTH, CHARSET, REGION, DATE, CHECKSUM }

    /// Thrown for a text that is no identity number. The message never repeats the text.
    public static final class BadIdNumber extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
        private final Fault fault;

        BadIdNumber(Fault fault, String message) {
            super(message);
            this.fault = fault;
        }

        public Fault fault() {
            return fault;
        }
    }

    /// @throws BadIdNumber for anything but a canonical number (upper-case X, no blanks); use [#parse] on typed text
    public IdNumber {
        check(number);
    }

    /// Blanks around the number are ignored and `x` becomes `X`.
    public static IdNumber parse(String text) {
        return new IdNumber(text.strip().replace('x', 'X'));
    }

    private static void check(String n) {
        if (n.length() != 18) {
            throw new BadIdNumber(Fault.LENGTH, "an identity number has 18 characters, not " + n.length());
        }
        if (!n.matches("[0-9]{17}[0-9X]")) {
            throw new BadIdNumber(Fault.CHARSET, "an identity number is 17 digits and a digit or X");
        }
        if (n.charAt(0) == '0') {
            throw new BadIdNumber(Fault.REGION, "no region begins with 0");
        }
        LocalDate birth;
        try {
            birth = LocalDate.of(Integer.parseInt(n.substring(6, 10)), Integer.parseInt(n.substring(10, 12)),
                    Integer.parseInt(n.substring(12, 14)));
        } catch (DateTimeException e) {
            throw new BadIdNumber(Fault.DATE, "digits 7 to 14 are no date");
        }
        if (birth.getYear() < 1800) {
            throw new BadIdNumber(Fault.DATE, "digits 7 to 14 are a date before 1800");
        }
        if (checkDigit(n) != n.charAt(17)) {
            throw new BadIdNumber(Fault.CHECKSUM, "the check digit does not fit: is a digit mistyped?");
        }
    }

    private static char checkDigit(String n) {
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            sum += (n.charAt(i) - '0') * ((1 << 17 - i) % 11);
        }
        return CHECK.charAt(sum % 11);
    }

    /// Whose number it is, by its region.
    public enum Kind implements Word { CITIZEN, HONG_KONG, MACAU, TAIWAN, FOREIGNER }

    public Kind kind() {
        return switch (region()) {
            case "810000" -> Kind.HONG_KONG;
            case "820000" -> Kind.MACAU;
            case "830000" -> Kind.TAIWAN;
            default -> number.charAt(0) == '9' ? Kind.FOREIGNER : Kind.CITIZEN;
        };
    }

    public String region() {
        return number.substring(0, 6);
    }

    public LocalDate birth() {
        return LocalDate.of(Integer.parseInt(number.substring(6, 10)), Integer.parseInt(number.substring(10, 12)),
                Integer.parseInt(number.substring(12, 14)));
    }

    public boolean isMale() {
        return (number.charAt(16) - '0') % 2 == 1;
    }

    /// As people see it: `110105********002X`.
    public String masked() {
        return number.substring(0, 6) + "********" + number.substring(14);
    }

    /// Masked, since strings end up in logs.
    @Override public String toString() {
        return masked();
    }
}
