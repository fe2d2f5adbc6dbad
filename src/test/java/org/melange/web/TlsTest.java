package org.melange.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.image.ImageError;

/** A server that cannot prove its name is not believed. */
class TlsTest {

  private static final char[] PASSWORD = "not a secret".toCharArray();

  @TempDir Path dir;

  @Test
  void aCertificateThatNobodySignedIsRefused() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpsServer server = server();
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    WebPolicy policy =
        new WebPolicy(Duration.ofSeconds(20), 0, 3, 1, 0, List.of("127.0.0.1/32"), "tests");
    try (HttpFetcher fetcher = new HttpFetcher(policy, 1000)) {
      String address = "https://127.0.0.1:" + server.getAddress().getPort() + "/a.png";
      FetchException fault =
          catchThrowableOfType(FetchException.class, () -> fetcher.fetch(address));
      assertThat(fault.fault()).isEqualTo(ImageError.UNREADABLE);
      assertThat(fault).hasMessageContaining("certification path");
      assertThat(fault.again()).isEmpty();
      assertThat(requests).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  private HttpsServer server() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(selfSigned(), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  /** A key with a certificate of its own making; the JDK has a tool for it and no public class. */
  private KeyStore selfSigned() throws Exception {
    Path file = dir.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "server",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=ip:127.0.0.1",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(PASSWORD));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }
}
