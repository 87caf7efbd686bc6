package io.campusgate.web.gate;

import io.campusgate.daemon.Controls;
import io.campusgate.daemon.WhitelistImport;
import io.campusgate.store.StoreException;
import io.campusgate.store.WhitelistFolder;
import io.campusgate.web.Call;
import io.campusgate.web.Problem;
import io.campusgate.whitelist.Changes;
import io.campusgate.whitelist.DifferenceWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// A whitelist that somebody sends from the page. It is sent twice: to be looked at, with all that is wrong with it and all
/// that it would change, and to be applied, with what was shown. Nothing of it is kept between the two.
final class WhitelistUpload {
    private static final int LINES_SHOWN = 200;
    private static final int PROBLEMS_SHOWN = 100;

    private final Controls gate;
    private final Semaphore one = new Semaphore(1);

    private interface Use {
        Map<String, ?> of(UploadedSource sent, WhitelistImport reading, WhitelistFolder versions) throws Exception;
    }

    WhitelistUpload(Controls gate) {
        this.gate = gate;
    }

    /// Answers once nothing of the file is left.
    private void receive(Call call, Use use) throws Exception {
        call.json(received(call, use));
    }

    private Map<String, ?> received(Call call, Use use) throws Exception {
        if (!one.tryAcquire()) {
            throw new Problem(409, "upload_under_way");
        }
        Path store = gate.config().store().path().toAbsolutePath();
        Path folder = Files.createDirectories(WhitelistFolder.beside(store));
        try (UploadedSource sent = UploadedSource.receive(call.upload(UploadedSource.LARGEST), folder);
             WhitelistFolder versions = WhitelistFolder.view(store, WhitelistImport.reading(gate.config()))) {
            return use.of(sent, new WhitelistImport(WhitelistImport.source(sent.place(), gate.config()), (_, _, _) -> { }), versions);
        } catch (StoreException e) {
            throw Problem.refused(e.sentence());
        } finally {
            one.release();
        }
    }

    /// Tells what is wrong with the file, or what it would change.
    void preview(Call call) throws Exception {
        Locale locale = call.words().isChinese() ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
        DifferenceWords words = new DifferenceWords(gate.config().site().timezone(), false);
        receive(call, (sent, reading, versions) -> {
            List<String> lines = new ArrayList<>();
            String over = versions.version().toString();
            WhitelistImport.Comparison found = reading.compare(versions, (before, after) -> {
                if (lines.size() < LINES_SHOWN) {
                    lines.add(words.line(before, after).in(locale));
                }
            });
            Map<String, Object> m = findings(found.findings(), locale);
            found.changes().ifPresent(c -> {
                m.put("shown", shown(sent, over));
                m.put("summary", DifferenceWords.summary(c).in(locale));
                m.put("changes", c.count());
                m.put("lines", lines);
                m.put("alarming", c.isAlarming());
                m.put("removed", c.people().removed());
                m.put("people_before", c.peopleOld());
            });
            return m;
        });
    }

    /// These bytes over that version.
    private static String shown(UploadedSource sent, String over) {
        return sent.sha256() + "-" + over;
    }

    private static Map<String, Object> findings(WhitelistImport.Findings findings, Locale locale) {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("sound", findings.isSound());
        m.put("problems", findings.problems().stream().limit(PROBLEMS_SHOWN).map(p -> p.in(locale)).toList());
        m.put("problems_total", findings.total());
        m.put("notes", findings.notes().entrySet().stream().map(n -> n.getKey() + ": " + n.getValue().in(locale)).toList());
        m.put("people", findings.records().getOrDefault("person", 0L));
        return m;
    }

    /// `shown`: what [#preview] told of the file; `removals=yes`: it is right that more than a fifth of the people go.
    void apply(Call call) throws Exception {
        String shown = call.query("shown").orElseThrow(() -> new Problem(400, "missing", "shown"));
        boolean removals = call.query("removals").filter("yes"::equals).isPresent();
        receive(call, (sent, reading, versions) -> {
            if (!shown.equals(shown(sent, versions.version().toString()))) {
                throw new Problem(409, "upload_overtaken");
            }
            try (WhitelistImport.Outcome outcome = reading.prepare(versions, gate.now(), false)) {
                return switch (outcome) {
                    case WhitelistImport.Faulty faulty -> throw new Problem(409, "upload_faulty", faulty.findings().total());
                    case WhitelistImport.Prepared prepared -> {
                        Changes changes = prepared.changes();
                        if (changes.isAlarming() && !removals) {
                            throw new Problem(409, "upload_removes", changes.people().removed(), changes.peopleOld());
                        }
                        yield adopt(call, prepared.version().toString());
                    }
                };
            }
        });
    }

    private Map<String, ?> adopt(Call call, String version) throws Exception {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("what", "whitelist_upload");
        details.put("version", version);
        details.put("by", call.by());
        gate.operatorFirst("changed", Optional.empty(), details);
        return GateSite.order(gate, "whitelist_adopt", Map.of("version", version, "by", call.by()));
    }
}
