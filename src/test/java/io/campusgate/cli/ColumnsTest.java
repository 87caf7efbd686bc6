package io.campusgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
    /// text | width | what is shown
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            abc      | 5 | 'abc  '
            王小明    | 8 | '王小明  '
            王小明    | 6 | '王小明'
            王小明    | 5 | '王小…'
            王小明    | 4 | '王… '
            abcdef   | 4 | 'abc…'
            e\u0301a | 3 | 'e\u0301a '
            ''       | 2 | '  '
            """)
    void fitsATextIntoColumns(String text, int width, String shown) {
        assertEquals(shown, Columns.fit(text, width));
        assertEquals(width, Columns.width(Columns.fit(text, width)));
    }
}
