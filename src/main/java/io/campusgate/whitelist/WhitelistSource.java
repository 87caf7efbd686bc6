package io.campusgate.whitelist;

import io.campusgate.domain.Bilingual;
import io.campusgate.domain.CardNumber;
import io.campusgate.domain.WhitelistRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// Where a whitelist comes from: a folder of CSV files ([CsvSource]) or a workbook ([XlsxSource]). It may be larger than
/// the memory, so it is read as a stream, as often as needed.
public interface WhitelistSource {

    /// The source at `place`: a folder of CSV files, or a file, which should be a workbook.
    ///
    /// @param zone   in which its dates and times are meant
    /// @param idKey  needed as soon as an identity number appears
    /// @param policy takes its policy apart
    static WhitelistSource at(Path place, ZoneId zone, Optional<IdNumbers> idKey, PolicyText policy) {
        return Files.isRegularFile(place) ? new XlsxSource(place, zone, idKey, policy) : new CsvSource(place, zone, idKey, policy);
    }

    /// As the operator named it.
    String name();

    /// What problems call the part that holds `table`, such as `people`: `people.csv`.
    String file(String table);

    /// What a spreadsheet calls a cell: `people!F17`; empty where cells have no names.
    ///
    /// @param column from 0; negative: the row as a whole
    default String cell(String file, long row, int column) {
        return "";
    }

    /// Reads all of it once, each record and each problem to `sink`. What spans rows (two people with one number or one
    /// card, a pass of nobody) is not a source's to find: it only tells what each row lays claim to.
    ///
    /// @param without rows to pass over
    /// @throws IOException if the source cannot be read at all; what is wrong inside it is a problem, not an exception
    void read(Refused without, Sink sink) throws IOException;

    /// Hands over these rows as they stand in the source, each file's header row first.
    void rows(Refused which, RowReader reader) throws IOException;

    @FunctionalInterface
    interface RowReader {
        /// @param fields as they stand, unchecked
        void row(String file, long row, List<String> fields) throws IOException;
    }

    /// Who takes what a source gives.
    interface Sink {
        /// A sound row of `file`.
        void record(String file, long row, WhitelistRecord record);

        /// A row of the people that is not sound, as far as it could be read: its number and cards still must not be
        /// those of another.
        void claim(long row, Optional<String> personId, List<CardNumber> cards);

        /// Something is wrong. A problem with row 0 concerns a whole file, and nothing can be left out to heal it.
        void problem(Problem problem);

        /// Something to tell the operator that is not wrong: the encoding taken for a file.
        void note(String file, Bilingual text);

        /// How far the reading is, in bytes or rows of the whole source.
        void progress(long done, long total);
    }
}
