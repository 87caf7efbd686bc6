package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.campusgate.JsonValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The form of the dashboard for Grafana, which is not run here: what its import refuses or draws wrongly. That its metrics and
/// labels are the gate's is in `PagesTest`. Source: Grafana documentation, "Dashboard JSON model".
class DashboardTest {
    private static final Path FILE = Path.of("config/grafana/campus-gate.json");
    private static final int COLUMNS = 24;

    private record Area(String title, int x, int y, int w, int h) {
        boolean overlaps(Area other) {
            return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
        }
    }

    static Map<?, ?> object(@Nullable Object value) {
        return assertInstanceOf(Map.class, value);
    }

    static List<?> list(@Nullable Object value) {
        return assertInstanceOf(List.class, value);
    }

    private static int number(Map<?, ?> in, String name) {
        return assertInstanceOf(Number.class, in.get(name), name).intValue();
    }

    static List<?> panels() throws IOException {
        return list(object(JsonValues.read(FILE)).get("panels"));
    }

    @Test void eachPanelHasAnIdAndAPlaceOfItsOwn() throws IOException {
        List<Area> areas = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (Object each : panels()) {
            Map<?, ?> panel = object(each);
            assertTrue(ids.add(number(panel, "id")), "id " + panel.get("id"));
            Map<?, ?> place = object(panel.get("gridPos"));
            Area area = new Area(String.valueOf(panel.get("title")), number(place, "x"), number(place, "y"), number(place, "w"), number(place, "h"));
            assertTrue(area.x >= 0 && area.y >= 0 && area.w > 0 && area.h > 0 && area.x + area.w <= COLUMNS, area.toString());
            areas.forEach(other -> assertFalse(area.overlaps(other), area + " lies over " + other));
            areas.add(area);
        }
        assertEquals(12, areas.size());
    }

    @Test void whoeverImportsItChoosesTheDataSource() throws IOException {
        Map<?, ?> dashboard = object(JsonValues.read(FILE));
        assertFalse(dashboard.containsKey("id"), "the id of one Grafana means nothing to another");
        assertFalse(String.valueOf(dashboard.get("uid")).isEmpty());
        assertTrue(number(dashboard, "schemaVersion") >= 36, "since which a data source is an object with type and uid");
        List<?> variables = list(object(dashboard.get("templating")).get("list"));
        assertEquals(List.of("datasource datasource", "gate query"), variables.stream().map(v -> object(v).get("name") + " " + object(v).get("type")).toList(), "each after what it needs");
        Map<String, String> chosen = Map.of("type", "prometheus", "uid", "${datasource}");
        assertEquals(chosen, object(variables.get(1)).get("datasource"));
        for (Object each : panels()) {
            Map<?, ?> panel = object(each);
            assertEquals(chosen, panel.get("datasource"), String.valueOf(panel.get("title")));
            Set<Object> refIds = new HashSet<>();
            for (Object target : list(panel.get("targets"))) {
                assertEquals(chosen, object(target).get("datasource"), String.valueOf(panel.get("title")));
                assertTrue(refIds.add(object(target).get("refId")), "refId " + object(target).get("refId"));
            }
        }
    }
}
