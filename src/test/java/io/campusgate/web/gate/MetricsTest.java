package io.campusgate.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may read the gate's figures: this machine, and from elsewhere whoever has the token.
class MetricsTest {
    private static final String TOKEN = "scrape-7f3a";

    @TempDir private Path folder;

    private static String metrics(PageSite site, String host, String authorization) throws Exception {
        int port = URI.create(site.address).getPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/metrics"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = site.send(request);
        return answer.statusCode() + (answer.body().contains("campus_gate_store_ok") ? " with figures" : " without figures");
    }

    private static Optional<String> addressBeyondLoopback() throws Exception {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress() && a.getAddress().length == 4)
                .map(InetAddress::getHostAddress).findFirst();
    }

    private Path token(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("metrics.token"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test void thisMachineNeedsNoTokenAndOthersDo() throws Exception {
        Optional<String> elsewhere = addressBeyondLoopback();
        assumeTrue(elsewhere.isPresent(), "this machine has no address beyond loopback");
        String lan = elsewhere.get();
        try (HttpClient http = HttpClient.newHttpClient();
             PageSite site = new PageSite(folder, http, listening(lan) + "metrics-token-file = \"" + token(TOKEN + "\n") + "\"")) {
            assertEquals("200 with figures", metrics(site, "127.0.0.1", ""));
            assertEquals("403 without figures", metrics(site, lan, ""));
            assertEquals("403 without figures", metrics(site, lan, "Bearer " + TOKEN + "x"));
            assertEquals("403 without figures", metrics(site, lan, "Bearer "));
            assertEquals("403 without figures", metrics(site, lan, TOKEN));
            assertEquals("200 with figures", metrics(site, lan, "Bearer " + TOKEN));
        }
    }

    @Test void withoutATokenOrWithAnEmptyOneNobodyElseReadsThem() throws Exception {
        Optional<String> elsewhere = addressBeyondLoopback();
        assumeTrue(elsewhere.isPresent(), "this machine has no address beyond loopback");
        String lan = elsewhere.get();
        try (HttpClient http = HttpClient.newHttpClient()) {
            try (PageSite site = new PageSite(folder, http, listening(lan))) {
                assertEquals("403 without figures", metrics(site, lan, "Bearer "));
            }
            try (PageSite site = new PageSite(folder, http, listening(lan) + "metrics-token-file = \"" + token("\n") + "\"")) {
                assertEquals("403 without figures", metrics(site, lan, "Bearer "));
            }
        }
    }

    private static String listening(String lan) {
        assertTrue(lan.matches("[0-9.]+"), lan);
        return "listen = \"0.0.0.0:0\"\nallow-plaintext = true\n";
    }
}
