package io.campusgate.whitelist;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;
import io.campusgate.whitelist.RawTable.Unreadable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Says of a file that is no workbook what it is instead, and what to do.
final class NoWorkbook {
    static final Bilingual PROTECTED = say("a workbook without a password; open this one, take the password off (File, Info, Protect Workbook) and save it",
            "没有密码的工作簿；请打开它，取消密码（文件、信息、保护工作簿）后保存");

    private static final Bilingual SAVE_AS = say("open it in a spreadsheet program and save it as \"Excel workbook (.xlsx)\"", "请用电子表格软件打开，另存为“Excel 工作簿 (.xlsx)”");
    private static final long LARGEST = 256L << 20;
    private static final int MOST_PARTS = 5_000;
    private static final int LARGEST_DIRECTORY = 2 << 20;
    private static final int END_OF_DIRECTORY = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int SAMPLE = 1 << 20;

    private NoWorkbook() {}

    /// @throws Unreadable unless the file is a zip of a size and number of parts that may be opened
    static void requireZip(Path file) throws IOException, Unreadable {
        long size = Files.size(file);
        if (size > LARGEST) {
            throw new Unreadable(0, say("a workbook of at most 256 MiB; for more use a folder of CSV files, which may be of any size", "不超过 256 MiB 的工作簿；更大请用 CSV 文件夹，其大小不限"));
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] start = bytes(in, 0, 512);
            if (startsWith(start, "PK\u0003\u0004")) {
                requireSmallDirectory(in, size);
            } else {
                throw new Unreadable(0, what(in, start, size));
            }
        }
    }

    private static byte[] bytes(RandomAccessFile in, long from, int most) throws IOException {
        byte[] bytes = new byte[(int) Math.min(most, Math.max(0, in.length() - from))];
        in.seek(from);
        in.readFully(bytes);
        return bytes;
    }

    private static boolean startsWith(byte[] bytes, String start) {
        return new String(bytes, 0, Math.min(bytes.length, start.length()), StandardCharsets.ISO_8859_1).equals(start);
    }

    private static void requireSmallDirectory(RandomAccessFile in, long size) throws IOException, Unreadable {
        byte[] end = bytes(in, Math.max(0, size - END_OF_DIRECTORY - LONGEST_COMMENT), END_OF_DIRECTORY + LONGEST_COMMENT);
        int at = end.length - END_OF_DIRECTORY;
        while (at >= 0 && little(end, at, 4) != 0x0605_4B50) {
            at--;
        }
        if (at < 0) {
            throw new Unreadable(0, say("a whole workbook; the end of this one is missing: copy or download it again", "完整的工作簿；这个文件缺少结尾：请重新复制或下载"));
        }
        if (little(end, at + 10, 2) > MOST_PARTS || little(end, at + 12, 4) > LARGEST_DIRECTORY) {
            throw new Unreadable(0, say("a workbook of at most " + MOST_PARTS + " parts", "最多 " + MOST_PARTS + " 个部件的工作簿"));
        }
    }

    private static long little(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    private static Bilingual what(RandomAccessFile in, byte[] start, long size) throws IOException {
        if (size == 0) {
            return say("a workbook, and the file is empty", "工作簿，而这个文件是空的");
        }
        if (startsWith(start, "\u00D0\u00CF\u0011\u00E0")) {
            return holds(in, size, "EncryptedPackage") ? PROTECTED
                    : say("a workbook in the format of 2007 or later (.xlsx); this is an old .xls, whatever its name: ", "2007 及以后格式的工作簿 (.xlsx)；无论文件名是什么，这是旧的 .xls：").then(SAVE_AS);
        }
        String text = new String(start, StandardCharsets.UTF_8).stripLeading();
        if (text.startsWith("<")) {
            return say("a workbook (.xlsx); this is a web page or XML under its name: ", "工作簿 (.xlsx)；这是网页或 XML：").then(SAVE_AS);
        }
        return say("a workbook (.xlsx), or the folder that holds the CSV files; if this is a CSV file, name it people.csv and name its folder here",
                "工作簿 (.xlsx)，或存放 CSV 文件的文件夹；如果这是 CSV 文件，请命名为 people.csv 并在此填写它所在的文件夹");
    }

    /// Whether the old container has an entry of this name, which stands there in UTF-16.
    private static boolean holds(RandomAccessFile in, long size, String name) throws IOException {
        String wanted = new String(name.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1);
        for (long from = 0; from < size; from += SAMPLE) {
            if (new String(bytes(in, from, SAMPLE + wanted.length()), StandardCharsets.ISO_8859_1).contains(wanted)) {
                return true;
            }
        }
        return false;
    }

    /// @param parts names in lower case
    static Bilingual otherZip(Set<String> parts) {
        String found = parts.contains("content.xml") && parts.contains("mimetype") ? "OpenDocument (.ods)" : parts.contains("xl/workbook.bin") ? "Excel binary (.xlsb)"
                : parts.stream().anyMatch(p -> p.startsWith("word/")) ? "Word (.docx)" : "zip";
        return say("a workbook (.xlsx); this is " + found + ": ", "工作簿 (.xlsx)；这是 " + found + "：").then(SAVE_AS);
    }
}
