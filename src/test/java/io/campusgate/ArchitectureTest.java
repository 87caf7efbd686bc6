package io.campusgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which package may know which, and where each library is used (style.md, "Arrows"). Read from the compiled classes, so
/// that a name written out in full is noticed like an import.
class ArchitectureTest {
    private static final String ROOT = "io.campusgate";
    private static final Set<String> RULES = Set.of("domain", "decision", "passage");
    private static final Set<String> BELOW = Set.of("domain", "decision", "passage", "trust", "order", "whitelist", "device",
            "store", "link", "config", "report");

    /// Package, with all below it → what it may know besides itself. A new package has to be drawn here first.
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("domain", Set.of()),
            Map.entry("decision", Set.of("domain")),
            Map.entry("passage", Set.of("domain", "decision")),
            Map.entry("trust", Set.of("domain")),
            Map.entry("order", Set.of("domain", "trust")),
            Map.entry("whitelist", Set.of("domain", "trust")),
            Map.entry("device", Set.of("domain")),
            Map.entry("store", Set.of("domain")),
            Map.entry("link", Set.of("domain")),
            Map.entry("config", Set.of("domain")),
            Map.entry("report", Set.of("domain", "decision", "store")),
            Map.entry("qr", Set.of()),
            Map.entry("daemon", BELOW),
            Map.entry("console", Set.of("domain", "trust", "order", "store", "link", "config")),
            Map.entry("web", with(BELOW, "daemon", "console", "qr")),
            Map.entry("demo", with(BELOW, "daemon", "console", "web")),
            Map.entry("cli", with(BELOW, "daemon", "console", "web", "demo", "qr")),
            Map.entry("", Set.of("cli")));

    /// Library, by the beginning of its packages → where it may be used.
    private static final Map<String, Set<String>> LIBRARIES = Map.ofEntries(
            Map.entry("java.sql.", Set.of("store")),
            Map.entry("org.sqlite.", Set.of("store")),
            Map.entry("org.eclipse.paho.", Set.of("link")),
            Map.entry("com.fazecast.", Set.of("device.serial")),
            Map.entry("com.pi4j.", Set.of("device.i2c", "device.gpio")),
            Map.entry("org.tomlj.", Set.of("config")),
            Map.entry("picocli.", Set.of("cli")),
            Map.entry("me.tongfei.", Set.of("cli")),
            Map.entry("de.siegmar.", Set.of("whitelist", "cli", "report")),
            Map.entry("org.dhatim.", Set.of("report", "whitelist")),
            Map.entry("com.fasterxml.aalto.", Set.of("whitelist")),
            Map.entry("io.avaje.", Set.of("web")),
            Map.entry("com.sun.net.httpserver.", Set.of("web")),
            Map.entry("gg.jte.", Set.of("web", "web.template")),
            Map.entry("io.prometheus.", Set.of("web.gate", "web.console")),
            Map.entry("com.google.zxing.", Set.of("qr")),
            Map.entry("io.moquette.", Set.of("demo")));

    /// What the pure packages do not touch: files, network, threads, logs. An id may be counted (`AtomicLong`).
    private static final Set<String> OUTSIDE = Set.of("java.io.", "java.nio.file.", "java.net.", "org.slf4j.",
            "java.util.concurrent.locks.", "java.lang.Thread", "tools.jackson.");

    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(ROOT);

    @Test void knowsOnlyWhatTheArrowsAllow() {
        assertEquals(List.of(), violations(PROGRAM, ArchitectureTest::arrow));
    }

    @Test void eachLibraryIsUsedInItsPackageAlone() {
        assertEquals(List.of(), violations(PROGRAM, ArchitectureTest::library));
    }

    @Test void theRulesTouchNothingOutside() {
        assertEquals(List.of(), violations(PROGRAM, ArchitectureTest::outside));
    }

    @Test void theRulesAskNoClock() {
        assertEquals(List.of(), clockReaders(PROGRAM));
    }

    @Test void everyPackageSaysWhatItIs() {
        Set<String> silent = PROGRAM.stream().map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT) && !PROGRAM.contain(name + ".package-info"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), silent);
    }

    @Test void noticesEachKindOfBreach() throws ClassNotFoundException {
        JavaClasses planted = new ClassFileImporter().importClasses(Class.forName("io.campusgate.domain.ReachesTooFar"));

        assertTrue(violations(planted, ArchitectureTest::arrow).contains("domain.ReachesTooFar knows config.Build"));
        assertTrue(violations(planted, ArchitectureTest::library).contains("domain.ReachesTooFar uses picocli.CommandLine"));
        assertTrue(violations(planted, ArchitectureTest::outside).contains("domain.ReachesTooFar touches java.nio.file.Files"));
        assertEquals(List.of("domain.ReachesTooFar asks java.time.Instant.now()"), clockReaders(planted));
    }

    @Test void readsTheWholeProgram() {
        assertTrue(PROGRAM.contain("io.campusgate.Main") && PROGRAM.contain("io.campusgate.cli.CampusGate")
                && PROGRAM.contain("io.campusgate.store.Database"));
    }

    private interface Rule {
        /// What is wrong with a dependency; empty if nothing is.
        Optional<String> breach(String from, Dependency dependency);
    }

    private static List<String> violations(JavaClasses classes, Rule rule) {
        Set<String> found = new TreeSet<>();
        for (JavaClass from : classes) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                rule.breach(packageOf(from), dependency).ifPresent(breach -> found.add(name(from) + " " + breach));
            }
        }
        return new ArrayList<>(found);
    }

    private static Optional<String> arrow(String from, Dependency dependency) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        boolean ours = to.getPackageName().equals(ROOT) || to.getPackageName().startsWith(ROOT + ".");
        Set<String> allowed = ARROWS.getOrDefault(first(from), Set.of());
        return !ours || first(from).equals(first(packageOf(to))) || allowed.contains(first(packageOf(to))) ? Optional.empty()
                : Optional.of("knows " + name(to));
    }

    private static Optional<String> library(String from, Dependency dependency) {
        String to = dependency.getTargetClass().getBaseComponentType().getName();
        return LIBRARIES.entrySet().stream().anyMatch(lib -> to.startsWith(lib.getKey()) && !lib.getValue().contains(from))
                ? Optional.of("uses " + to) : Optional.empty();
    }

    private static Optional<String> outside(String from, Dependency dependency) {
        String to = dependency.getTargetClass().getBaseComponentType().getName();
        return RULES.contains(from) && OUTSIDE.stream().anyMatch(to::startsWith) ? Optional.of("touches " + to) : Optional.empty();
    }

    private static List<String> clockReaders(JavaClasses classes) {
        return classes.stream().filter(from -> RULES.contains(packageOf(from)))
                .flatMap(from -> from.getMethodCallsFromSelf().stream()
                        .filter(call -> {
                            String owner = call.getTargetOwner().getName();
                            String method = call.getTarget().getName();
                            return owner.startsWith("java.time.") && method.equals("now")
                                    || owner.equals("java.lang.System") && Set.of("currentTimeMillis", "nanoTime").contains(method);
                        })
                        .map(call -> name(from) + " asks " + call.getTargetOwner().getName() + "." + call.getTarget().getName() + "()"))
                .distinct().sorted().toList();
    }

    /// Without the root: `device.serial`; empty for the root itself.
    private static String packageOf(JavaClass type) {
        return type.getPackageName().equals(ROOT) ? "" : type.getPackageName().substring(ROOT.length() + 1);
    }

    /// `device.serial` → `device`.
    private static String first(String name) {
        return name.split("\\.")[0];
    }

    private static String name(JavaClass type) {
        return type.getName().startsWith(ROOT + ".") ? type.getName().substring(ROOT.length() + 1) : type.getName();
    }

    private static Set<String> with(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }
}
