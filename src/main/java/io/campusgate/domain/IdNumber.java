package io.campusgate.domain;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.regex.Pattern;

/// The number of a person's identity card.
///
/// A resident's has 18 characters: 6 region, 8 birth date, 3 sequence, 1 check (GB 11643-1999, check by ISO 7064 MOD
/// 11-2). First digit 9: a foreigner's permanent residence card of 2023, same check. The foreigner's card of 2017 has 15,
/// three letters of the nationality and 12 digits, of which only the form is checked.
public record IdNumber(String number) {
    private static final String CHECK = "10X98765432";
    private static final Pattern CARD_OF_2017 = Pattern.compile("[A-Z]{3}[0-9]{12}");

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

    /// @throws BadIdNumber for anything but a canonical number (upper case, no blanks); use [#parse] on typed text
    public IdNumber {
        if (!CARD_OF_2017.matcher(number).matches()) {
            check(number);
        }
    }

    /// Blanks around the number are ignored and small letters become capitals.
    public static IdNumber parse(String text) {
        return new IdNumber(text.strip().toUpperCase(Locale.ROOT));
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
    public enum Kind implements Word { CITIZEN, HONG_KONG, MACAU, TAIWAN, FOREIGNER, FOREIGNER2017 }

    public Kind kind() {
        if (number.length() == 15) {
            return Kind.FOREIGNER2017;
        }
        return switch (region()) {
            case "810000" -> Kind.HONG_KONG;
            case "820000" -> Kind.MACAU;
            case "830000" -> Kind.TAIWAN;
            default -> number.charAt(0) == '9' ? Kind.FOREIGNER : Kind.CITIZEN;
        };
    }

    /// Of an 18-character number, as the date and the sex.
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

    /// As people see it, without the birth date: `110105********002X`, `USA3100******01`.
    public String masked() {
        return number.length() == 15 ? number.substring(0, 7) + "******" + number.substring(13)
                : number.substring(0, 6) + "********" + number.substring(14);
    }

    /// Masked, since strings end up in logs.
    @Override public String toString() {
        return masked();
    }
}
