package org.melange.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.clip.ImageFault;
import org.melange.clip.ImageLimits;
import org.melange.clip.ImageOutcome;
import org.melange.config.Settings;
import org.melange.corpus.ImageRef;

/** Images from wherever they may lie. */
class ImageLoaderTest {

  private static final ImageLimits LIMITS = new ImageLimits(5_000, 10_000);

  @TempDir private Path dir;
  private byte[] png;
  private ImageLoader loader;

  @BeforeEach
  void draw() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB), "png", out);
    png = out.toByteArray();
    loader = new ImageLoader(new Configuration(), dir.toString(), LIMITS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.png",
        "with space.png",
        "10:30.png",
        "Photo:1.png",
        "b\u00e4r \u96ea.png",
        "100%20.png",
        "q?x=1&y#z.png",
        "folder/a.png",
        "a+b,c;d'e.png",
        "no-ending"
      })
  void relativeNamesLieBelowTheRoot(String name) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, png);
    assertDecoded(uri(name));
  }

  @Test
  void absolutePathsAndFileUrisAreTakenAsTheyStand() throws IOException {
    Path file = Files.write(Files.createDirectories(dir.resolve("x y")).resolve("a.png"), png);
    ImageLoader elsewhere = new ImageLoader(new Configuration(), "/nowhere", LIMITS);
    for (String uri : new String[] {"" + file, "file:" + file, "file://" + file}) {
      assertThat(fault(elsewhere.load(new ImageRef.Uri(uri)))).as(uri).isNull();
    }
  }

  @Test
  void theRootMayBeAUri() throws IOException {
    Path root = Files.createDirectories(dir.resolve("r \u00fc"));
    Files.write(root.resolve("a.png"), png);
    ImageLoader rooted = new ImageLoader(new Configuration(), "file://" + root, LIMITS);
    assertThat(fault(rooted.load(new ImageRef.Uri("a.png")))).isNull();
  }

  @Test
  void bytesOfTheRecordAreDecoded() {
    assertDecoded(new ImageRef.Bytes(png));
    assertFault(new ImageRef.Bytes(new byte[0]), ImageFault.EMPTY);
    assertFault(new ImageRef.Bytes(new byte[6_000]), ImageFault.TOO_MANY_BYTES);
  }

  @Test
  void dataUrisAreDecoded() {
    String base64 = Base64.getEncoder().encodeToString(png);
    assertDecoded(uri("data:image/png;base64," + base64));
    assertDecoded(uri("DATA:;BASE64," + base64));
    assertDecoded(uri("data:image/png;base64," + base64.replaceAll("(.{20})", "$1\n")));
  }

  @Test
  void dataUrisThatAreNoneAreRefused() {
    assertFault(
        uri("data:image/png," + URLEncoder.encode("x", StandardCharsets.UTF_8)),
        ImageFault.UNSUPPORTED);
    assertFault(uri("data:image/png;base64"), ImageFault.UNSUPPORTED);
    assertFault(uri("data:;base64,"), ImageFault.EMPTY);
    assertFault(uri("data:;base64,A"), ImageFault.BROKEN);
    assertFault(uri("data:;base64," + "A".repeat(8_000)), ImageFault.TOO_MANY_BYTES);
  }

  @Test
  void whatIsNotThereIsAbsent() throws IOException {
    Files.createDirectories(dir.resolve("folder"));
    assertFault(uri("absent.png"), ImageFault.ABSENT);
    assertFault(uri("folder"), ImageFault.ABSENT);
    assertFault(uri("absent/absent.png"), ImageFault.ABSENT);
    assertFault(uri(""), ImageFault.ABSENT);
  }

  @Test
  void largeFilesAreNotRead() throws IOException {
    Files.write(dir.resolve("large.png"), new byte[5_001]);
    assertFault(uri("large.png"), ImageFault.TOO_MANY_BYTES);
  }

  @Test
  void somethingElseIsNoImage() throws IOException {
    Files.writeString(dir.resolve("page.png"), "<html>not here</html>");
    Files.write(dir.resolve("empty.png"), new byte[0]);
    assertFault(uri("page.png"), ImageFault.NOT_AN_IMAGE);
    assertFault(uri("empty.png"), ImageFault.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "gopher://example.org/a.png, UNREADABLE",
    "https://example.org/a.png, FORBIDDEN_SCHEME",
    "FTP://example.org/a.png, FORBIDDEN_SCHEME",
    "webhdfs://127.0.0.1:1/a.png, FORBIDDEN_SCHEME",
    "har://http-127.0.0.1:1/a.har/a.png, FORBIDDEN_SCHEME",
    "'a\u0000b', ABSENT"
  })
  void otherAddressesAreRefused(String uri, ImageFault fault) {
    assertFault(uri(uri), fault);
  }

  @Test
  void theWebIsNotAsked() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      server.setSoTimeout(1);
      assertFault(
          uri("http://127.0.0.1:" + server.getLocalPort() + "/a.png"), ImageFault.FORBIDDEN_SCHEME);
      org.assertj.core.api.Assertions.assertThatThrownBy(server::accept)
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aRootOnTheWebIsTheWebToo() {
    ImageLoader rooted =
        new ImageLoader(new Configuration(), "http://127.0.0.1:1/pictures", LIMITS);
    assertThat(fault(rooted.load(uri("a.png")))).isEqualTo(ImageFault.FORBIDDEN_SCHEME);
  }

  @Test
  void theWebIsAskedWhereThatIsAllowed() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean there = exchange.getRequestURI().getPath().equals("/pictures/a b.png");
          exchange.sendResponseHeaders(there ? 200 : 404, there ? png.length : -1);
          if (there) {
            exchange.getResponseBody().write(png);
          }
          exchange.close();
        });
    server.start();
    String host = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      ImageLoader allowed = web(host + "/pictures", "127.0.0.1");
      assertThat(fault(allowed.load(uri(host + "/pictures/a%20b.png")))).isNull();
      assertThat(fault(allowed.load(uri("a b.png")))).isNull();
      assertThat(fault(allowed.load(uri("b.png")))).isEqualTo(ImageFault.ABSENT);
      assertThat(fault(web("/", "10.0.0.0/8").load(uri(host + "/pictures/a%20b.png"))))
          .isEqualTo(ImageFault.FORBIDDEN_ADDRESS);
    } finally {
      server.stop(0);
    }
  }

  private static ImageLoader web(String root, String allowed) {
    Settings settings =
        Settings.load(
            Optional.empty(), List.of("images.http.enabled=true", "images.http.allow=" + allowed));
    EncodeSpec.ImageSpec spec = EncodeSpec.ImageSpec.of(settings.images());
    return new ImageLoader(new Configuration(), root, LIMITS, spec.fetcher());
  }

  private static ImageRef uri(String uri) {
    return new ImageRef.Uri(uri);
  }

  private void assertDecoded(ImageRef image) {
    assertThat(fault(loader.load(image))).as(image.toString()).isNull();
  }

  private void assertFault(ImageRef image, ImageFault fault) {
    assertThat(fault(loader.load(image))).as(image.toString()).isEqualTo(fault);
  }

  private static ImageFault fault(ImageOutcome outcome) {
    return outcome.fold(decoded -> null, failed -> failed.fault());
  }
}
