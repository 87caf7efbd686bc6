package io.campusgate.store;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// The row a query stands on, valid only inside the mapper that was given it. Columns count from 1.
public final class Row {
    private final ResultSet result;
    private final Object source;
    private final Function<SQLException, StoreException> failure;

    /// @param source  the database, as a message names it
    /// @param failure what becomes of an exception of JDBC
    Row(ResultSet result, Object source, Function<SQLException, StoreException> failure) {
        this.result = result;
        this.source = source;
        this.failure = failure;
    }

    /// A text that is never NULL.
    public String text(int column) {
        return optionalText(column).orElseThrow(() -> unexpectedNull(column));
    }

    public Optional<String> optionalText(int column) {
        try {
            byte[] utf8 = result.getBytes(column);   // half the cost of getString, which goes by a buffer outside the heap
            return utf8 == null ? Optional.empty() : Optional.of(new String(utf8, StandardCharsets.UTF_8));
        } catch (SQLException e) {
            throw failure.apply(e);
        }
    }

    /// A whole number that is never NULL.
    public long number(int column) {
        return optionalNumber(column).orElseThrow(() -> unexpectedNull(column));
    }

    public OptionalLong optionalNumber(int column) {
        try {
            long value = result.getLong(column);
            return value == 0 && result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (SQLException e) {
            throw failure.apply(e);
        }
    }

    public int integer(int column) {
        return Math.toIntExact(number(column));
    }

    public boolean flag(int column) {
        return number(column) != 0;
    }

    /// The bytes of a BLOB, or a TEXT in UTF-8, that is never NULL.
    public byte[] bytes(int column) {
        return optionalBytes(column).orElseThrow(() -> unexpectedNull(column));
    }

    public Optional<byte[]> optionalBytes(int column) {
        try {
            return Optional.ofNullable(result.getBytes(column));
        } catch (SQLException e) {
            throw failure.apply(e);
        }
    }

    private StoreException unexpectedNull(int column) {
        return new StoreException(StoreException.Kind.DAMAGED, source + " has an empty field where one is required (column " + column + ")");
    }
}
