package io.campusgate.domain;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person presents at a lane.
public sealed interface Credential {

    /// The journal's word for the kind.
    String kind();

    /// What the journal records as its number: never a secret, never a whole identity number.
    String recorded();

    /// Whether two presentations are the same thing held at the reader.
    default boolean isSameAs(Credential other) {
        return equals(other);
    }

    /// A number that two share when they are the same.
    default int sameness() {
        return hashCode();
    }

    record Card(CardNumber number) implements Credential {
        @Override public String kind() {
            return "card";
        }

        @Override public String recorded() {
            return number.hex();
        }
    }

    /// A pass shown as a QR code, `CG1.<pass id>.<secret>`.
    record Qr(String passId, String secret) implements Credential {
        private static final Pattern FORM = Pattern.compile("CG1\\.([A-Za-z0-9_-]{1,40})\\.([A-Za-z0-9_-]{8,86})");

        /// @throws IllegalArgumentException if `text` is not of the form; the message does not repeat it
        public static Qr parse(String text) {
            Matcher m = FORM.matcher(text);
            if (!m.matches()) {
                throw new IllegalArgumentException("a pass code reads CG1.<pass id>.<secret>");
            }
            return new Qr(m.group(1), m.group(2));
        }

        @Override public String kind() {
            return "qr";
        }

        @Override public String recorded() {
            return passId;
        }

        @Override public String toString() {
            return "Qr[" + passId + "]";
        }
    }

    /// An identity card, or its number typed by a guard.
    ///
    /// @param name as the card has it, for the guard who asks a visitor whom nobody knows; empty if it was not read
    record IdCard(IdNumber number, String name) implements Credential {
        @Override public String kind() {
            return "id_card";
        }

        @Override public String recorded() {
            return number.masked();
        }

        @Override public boolean isSameAs(Credential other) {
            return other instanceof IdCard(var theirs, _) && theirs.equals(number);
        }

        @Override public int sameness() {
            return number.hashCode();
        }

        @Override public String toString() {
            return "IdCard[" + number.masked() + "]";
        }
    }

    /// A person the guard named, without anything presented.
    record Manual(String personId) implements Credential {
        @Override public String kind() {
            return "manual";
        }

        @Override public String recorded() {
            return personId;
        }
    }

    /// Something a reader read that is no credential this gate could know (a QR code of another kind).
    record Foreign(String kind, String recorded) implements Credential {}
}
