package io.campusgate.store;

import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// One connection to a PostgreSQL server; a connection that failed is thrown away, and whoever needs it opens another.
/// One thread uses it, so there is no pool. Parameters are `String` and `Long`.
final class Postgres implements Sql {
    private static final int CONNECT_S = 10;
    /// A commit that takes longer has failed for us; what it did is found to be there when it is tried again.
    private static final int ANSWER_S = 30;
    /// The sessions of this program look rows up by their keys and nothing else; a planner without statistics may think otherwise.
    private static final String BY_KEY = "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_seqscan = off";

    private final CampusDatabase.Server server;
    private final Connection connection;

    private Postgres(CampusDatabase.Server server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    /// Connects; blocks for at most 10 s.
    ///
    /// @throws StoreException with a plain sentence, if the server is not there or does not take this user
    static Postgres open(CampusDatabase.Server server) {
        Properties p = new Properties();   // names of the driver's documentation, "Connection Parameters"
        p.setProperty("user", server.username());
        server.passwordFile().ifPresent(file -> {
            try {
                p.setProperty("password", Files.readString(file, StandardCharsets.UTF_8).strip());
            } catch (IOException e) {
                throw new StoreException(Kind.FAILED, "the password-file " + file + " cannot be read: " + e.getMessage(), e);
            }
        });
        p.setProperty("sslmode", server.tls() ? "verify-full" : "disable");
        p.setProperty("sslfactory", server.caFile().isPresent() ? "org.postgresql.ssl.LibPQFactory" : "org.postgresql.ssl.DefaultJavaSSLFactory");
        server.caFile().ifPresent(file -> p.setProperty("sslrootcert", file.toString()));
        p.setProperty("connectTimeout", String.valueOf(CONNECT_S));
        p.setProperty("loginTimeout", String.valueOf(CONNECT_S));
        p.setProperty("socketTimeout", String.valueOf(ANSWER_S));
        p.setProperty("tcpKeepAlive", "true");
        p.setProperty("ApplicationName", "campus-gate console");
        String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        try {
            Connection connection = DriverManager.getConnection("jdbc:postgresql://" + host + ":" + server.port() + "/" + server.database(), p);
            Postgres made = new Postgres(server, connection);
            made.script(BY_KEY);
            return made;
        } catch (SQLException e) {
            throw failure(server, e);
        }
    }

    @Override public <T> T inTransaction(Supplier<T> work) {
        try {
            connection.setAutoCommit(false);
            T result = work.get();
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            throw failure(server, e);   // and the connection is closed by whoever asked
        }
    }

    @Override public int update(String sql, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(server, e);
        }
    }

    @Override public void updateEach(String sql, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Object[] row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw failure(server, e);
        }
    }

    /// A column travels as one binary array: a few times as fast as a statement a row, or as arrays of text.
    @Override public int insertNew(String table, List<String> columns, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        Object[] first = rows.getFirst();
        String arrays = Arrays.stream(first).map(value -> "?::" + type(value) + "[]").collect(Collectors.joining(", "));
        String sql = "INSERT INTO " + table + " (" + String.join(", ", columns) + ") SELECT * FROM unnest(" + arrays + ") ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < first.length; i++) {
                Object[] column = first[i] instanceof Long ? new Long[rows.size()] : new String[rows.size()];   // the driver knows by its type that it can
                for (int row = 0; row < column.length; row++) {
                    column[row] = rows.get(row)[i];
                }
                statement.setArray(i + 1, connection.createArrayOf(type(first[i]), column));
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(server, e);
        }
    }

    private static String type(Object value) {
        return switch (value) {
            case Long _ -> "int8";
            case String _ -> "text";
            default -> throw new IllegalArgumentException("not a value of a row: " + value.getClass());
        };
    }

    @Override public <T> List<T> list(String sql, Function<Row, T> mapper, Object... parameters) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(result, server, e -> failure(server, e));
                List<T> all = new ArrayList<>();
                while (result.next()) {
                    all.add(mapper.apply(row));
                }
                return all;
            }
        } catch (SQLException e) {
            throw failure(server, e);
        }
    }

    @Override public String among() {
        return "= ANY (string_to_array(?, ',')::bigint[])";
    }

    /// Nothing: dead rows go with the server's own vacuum, which it does by itself after so many changes.
    @Override public void overwritePurged() {
        // see above
    }

    @Override public void script(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failure(server, e);
        }
    }

    private static void bind(PreparedStatement statement, Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            switch (parameters[i]) {
                case String text -> statement.setString(i + 1, text);
                case Long number -> statement.setLong(i + 1, number);
                    default -> throw new IllegalArgumentException("not a parameter: " + parameters[i].getClass());
            }
        }
    }

    private static StoreException failure(CampusDatabase.Server server, SQLException e) {
        return new StoreException(Kind.FAILED, server + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse("failed"), e);
    }

    @Override public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(server, e);
        }
    }
}
