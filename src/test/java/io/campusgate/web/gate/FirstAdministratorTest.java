package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gate that nobody can sign in to yet.
class FirstAdministratorTest {
    @TempDir private Path folder;
    private PageSite desk;

    @BeforeEach void start() throws Exception {
        desk = new PageSite(folder, HttpClient.newHttpClient(), "");
    }

    @AfterEach void stop() {
        desk.close();
    }

    private HttpResponse<String> setUp(String code, String name, String password) throws Exception {
        return desk.send(desk.json("/api/setup", "{\"code\":\"" + code + "\",\"name\":\"" + name + "\",\"password\":\"" + password + "\"}"));
    }

    @Test void theCodeOfTheLogMakesOneAdministratorOnce() throws Exception {
        String code = desk.site.firstCode().orElseThrow();
        assertTrue(desk.send(desk.to("/sign-in")).body().contains("name=\"code\""), "the page asks for the code");
        assertEquals(400, setUp(code, "chief", "short").statusCode(), "a password that will not do uses nothing up");
        HttpResponse<String> made = setUp(code.toLowerCase(Locale.ROOT).replace("-", " "), "chief", PageSite.PASSWORD);
        assertEquals(200, made.statusCode(), made.body());
        String cookie = made.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        assertEquals(200, desk.send(desk.to("/settings").header("Cookie", cookie)).statusCode(), "signed in as an administrator");

        assertEquals(Optional.empty(), desk.site.firstCode());
        assertEquals(409, setUp(code, "second", PageSite.PASSWORD).statusCode());
        assertTrue(!desk.send(desk.to("/sign-in")).body().contains("name=\"code\""), "the page asks for a name and a password");
        assertEquals(1, desk.events("\"outcome\":\"login\"", "\"by\":\"chief\"").size());
    }

    @Test void guessingTheCodeIsSlowedDown() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertEquals(401, setUp("AAAA-BBBB-CCC" + (i + 2), "chief", PageSite.PASSWORD).statusCode());
        }
        assertEquals(429, setUp("AAAA-BBBB-CCCC", "chief", PageSite.PASSWORD).statusCode());
        assertTrue(desk.gate.controls().accounts().isEmpty(), "nobody was made");
        assertEquals(5, desk.events("\"outcome\":\"login_failed\"").size());
    }
}
