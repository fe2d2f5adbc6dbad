package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.ImageSettings;
import org.melange.config.Settings;
import org.melange.corpus.ImageRef;
import org.melange.image.ImageError;
import org.melange.image.ImageOutcome;
import org.melange.spark.image.TimedReads;
import org.melange.spark.io.TroubledFileSystem;

/** Images from wherever they may lie. */
class ImageLoaderTest {

  @TempDir private Path dir;
  private byte[] png;
  private ImageLoader loader;

  @BeforeEach
  void draw() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB), "png", out);
    png = out.toByteArray();
    loader = loader(dir.toString());
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DIR/x y/a%20b.png",
        "file:DIR/x y/a b.png",
        "file://DIR/x y/a b.png",
        "file://localhostDIR/x y/a b.png",
        "FILE://LOCALHOSTDIR/x%20y/a%20b.png",
        "file:DIR/x%20y/a%20b.png",
        "file://DIR/x%20y/a%20b.png",
        "x%20y/a%20b.png",
        " x y/a b.png\n",
        "./x y//a b.png",
        "none/../x y/a b.png",
        "../NAME/x y/a b.png"
      })
  void oneFileHasManyAddresses(String address) throws IOException {
    Files.write(Files.createDirectories(dir.resolve("x y")).resolve("a b.png"), png);
    assertDecoded(
        uri(address.replace("DIR", dir.toString()).replace("NAME", "" + dir.getFileName())));
  }

  @Test
  void aNameIsTakenAsItStandsBeforeItIsDecoded() throws IOException {
    Files.write(dir.resolve("a%20b.png"), png);
    Files.write(dir.resolve("a b.png"), new byte[0]);
    assertDecoded(uri("a%20b.png"));
  }

  @Test
  void theRootMayBeAUri() throws IOException {
    Path root = Files.createDirectories(dir.resolve("r \u00fc"));
    Files.write(root.resolve("a.png"), png);
    ImageLoader rooted = loader("file://" + root);
    assertThat(fault(rooted.load(new ImageRef.Uri("a.png")))).isNull();
  }

  @Test
  void bytesOfTheRecordAreDecoded() {
    assertDecoded(new ImageRef.Bytes(png));
    assertFault(new ImageRef.Bytes(new byte[0]), ImageError.EMPTY);
    assertFault(new ImageRef.Bytes(new byte[6_000]), ImageError.TOO_MANY_BYTES);
  }

  @Test
  void dataUrisAreDecoded() {
    String base64 = Base64.getEncoder().encodeToString(png);
    assertDecoded(uri("data:image/png;base64," + base64));
    assertDecoded(uri("DATA:;BASE64," + base64));
    assertDecoded(uri("data:image/png;base64," + base64.replaceAll("(.{20})", "$1\n")));
  }

  @Test
  void dataUrisNeedNotBeBase64() {
    StringBuilder escaped = new StringBuilder("data:image/png,");
    for (byte b : png) {
      escaped.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    assertDecoded(uri(escaped.toString()));
    assertFault(uri("data:image/png,x"), ImageError.NOT_AN_IMAGE);
  }

  @Test
  void dataUrisThatAreNoneAreRefused() {
    assertFault(uri("data:image/png;base64"), ImageError.BROKEN);
    assertFault(uri("data:;base64,"), ImageError.EMPTY);
    assertFault(uri("data:;base64,A"), ImageError.BROKEN);
    assertFault(uri("data:;base64," + "A".repeat(8_000)), ImageError.TOO_MANY_BYTES);
  }

  @Test
  void whatIsNotThereIsAbsent() throws IOException {
    Files.createDirectories(dir.resolve("folder"));
    assertFault(uri("absent.png"), ImageError.ABSENT);
    assertFault(uri("folder"), ImageError.ABSENT);
    assertFault(uri("absent/absent.png"), ImageError.ABSENT);
    assertFault(uri(""), ImageError.ABSENT);
  }

  @Test
  void largeFilesAreNotRead() throws IOException {
    Files.write(dir.resolve("large.png"), new byte[5_001]);
    assertFault(uri("large.png"), ImageError.TOO_MANY_BYTES);
  }

  @Test
  void somethingElseIsNoImage() throws IOException {
    Files.writeString(dir.resolve("page.png"), "<html>not here</html>");
    Files.write(dir.resolve("empty.png"), new byte[0]);
    assertFault(uri("page.png"), ImageError.NOT_AN_IMAGE);
    assertFault(uri("empty.png"), ImageError.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "gopher://example.org/a.png, FORBIDDEN_SCHEME",
    "s3a://bucket/a.png, FORBIDDEN_SCHEME",
    "abfs://container@account/a.png, FORBIDDEN_SCHEME",
    "abfs:///a.png, FORBIDDEN_SCHEME",
    "viewfs:/a.png, FORBIDDEN_SCHEME",
    "hdfs%3A//example.org/a.png, FORBIDDEN_SCHEME",
    "' hdfs://example.org/a.png', FORBIDDEN_SCHEME",
    "file://example.org/a.png, FORBIDDEN_ADDRESS",
    "//example.org/a.png, FORBIDDEN_ADDRESS",
    "/proc/self/mem, FORBIDDEN_ADDRESS",
    "/proc/self/none, FORBIDDEN_ADDRESS",
    "file:///dev/stdin, FORBIDDEN_ADDRESS",
    "../../../../../../../../../../etc/passwd, FORBIDDEN_ADDRESS",
    "..%2F..%2Fx.png, FORBIDDEN_ADDRESS",
    "https://example.org/a.png, FORBIDDEN_SCHEME",
    "FTP://example.org/a.png, FORBIDDEN_SCHEME",
    "webhdfs://127.0.0.1:1/a.png, FORBIDDEN_SCHEME",
    "har://http-127.0.0.1:1/a.har/a.png, FORBIDDEN_SCHEME",
    "'a\u0000b', ABSENT"
  })
  void otherAddressesAreRefused(String uri, ImageError fault) {
    assertFault(uri(uri), fault);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "hdfs", "s3a", "webhdfs", "ftp", "file"})
  void noHostIsAsked(String scheme) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      server.setSoTimeout(1);
      ImageRef image = uri(scheme + "://127.0.0.1:" + server.getLocalPort() + "/a.png");
      assertFault(
          image,
          scheme.equals("file") ? ImageError.FORBIDDEN_ADDRESS : ImageError.FORBIDDEN_SCHEME);
      assertThat(loader.stamp(((ImageRef.Uri) image).uri())).isEmpty();
      org.assertj.core.api.Assertions.assertThatThrownBy(server::accept)
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void symbolicLinksDoNotLeadOut() throws IOException {
    Path root = Files.createDirectories(dir.resolve("root"));
    Path outside = Files.write(dir.resolve("outside.png"), png);
    Files.createSymbolicLink(root.resolve("there.png"), outside);
    Files.createSymbolicLink(root.resolve("absent.png"), dir.resolve("absent.png"));
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    ImageLoader confined = loader(root.toString());
    for (String name : List.of("there.png", "absent.png", "up/outside.png", "up/absent.png")) {
      assertThat(fault(confined.load(uri(name)))).as(name).isEqualTo(ImageError.FORBIDDEN_ADDRESS);
      assertThat(confined.stamp(name)).as(name).isEmpty();
    }
    ImageLoader allowed = loader(root.toString(), "images.allowed-prefixes=" + dir);
    assertThat(fault(allowed.load(uri("up/outside.png")))).isNull();
    assertThat(fault(allowed.load(uri(outside.toString())))).isNull();
    assertThat(allowed.stamp("there.png")).isEqualTo(allowed.stamp("up/outside.png")).isPresent();
    assertThat(fault(allowed.load(uri("absent.png")))).isEqualTo(ImageError.ABSENT);
  }

  @Test
  void onlyRegularFilesAreOpened() throws IOException, InterruptedException {
    Path pipe = dir.resolve("pipe.jpg");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertFault(uri("pipe.jpg"), ImageError.UNREADABLE);
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(dir.resolve("s.jpg")));
      assertFault(uri("s.jpg"), ImageError.UNREADABLE);
    }
    ImageLoader everywhere = loader("/");
    for (String device : List.of("/dev/zero", "dev/null", "/proc/self/mem")) {
      assertThat(fault(everywhere.load(uri(device)))).as(device).isEqualTo(ImageError.UNREADABLE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "local://a/images/x.png, ",
    "local://a/images/a%20b.png, ABSENT",
    "/images/x.png, FORBIDDEN_ADDRESS",
    "x.png, ",
    "../images/x.png, ",
    "../x.png, FORBIDDEN_ADDRESS",
    "local://a/x.png, FORBIDDEN_ADDRESS",
    "local://a/images2/x.png, FORBIDDEN_ADDRESS",
    "local://a/images/../x.png, FORBIDDEN_ADDRESS",
    "local://b/images/x.png, FORBIDDEN_ADDRESS",
    "local:/images/x.png, FORBIDDEN_ADDRESS",
    "local://a@b/images/x.png, FORBIDDEN_ADDRESS",
    "local://b/more/x.png, ",
    "hdfs://a/images/x.png, FORBIDDEN_SCHEME",
    "error.png, UNREADABLE",
    "exception.png, UNREADABLE"
  })
  void otherFileSystemsAreConfinedToo(String address, ImageError fault) throws IOException {
    for (String folder : List.of("images", "images2", "more", "")) {
      Files.write(Files.createDirectories(dir.resolve(folder)).resolve("x.png"), png);
    }
    assertThat(fault(troubled("10m").load(uri(address)))).isEqualTo(fault);
  }

  @Test
  void aFileSystemThatDoesNotAnswerIsNotWaitedFor() {
    ImageLoader stuck = troubled("100ms");
    assertThat(fault(stuck.load(uri("stuck.png")))).isEqualTo(ImageError.TIMED_OUT);
    assertThat(stuck.stamp("stuck.png")).isEmpty();
  }

  private ImageLoader troubled(String timeout) {
    Configuration configuration = new Configuration();
    configuration.setClass(
        "fs.local.impl", TroubledFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    configuration.setBoolean("fs.local.impl.disable.cache", true);
    configuration.set(TroubledFileSystem.DIRECTORY, dir.toString());
    ImageSettings images =
        settings("images.allowed-prefixes=local://b/more", "images.read-timeout=" + timeout)
            .images();
    return new ImageLoader(
        configuration,
        "local://a/images",
        EncoderSpec.ImageSpec.of(images),
        new TimedReads(4, images.readTimeout()));
  }

  @Test
  void aRootOnTheWebIsTheWebToo() {
    ImageLoader rooted = loader("http://127.0.0.1:1/pictures");
    assertThat(fault(rooted.load(uri("a.png")))).isEqualTo(ImageError.FORBIDDEN_SCHEME);
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
      assertThat(fault(allowed.load(uri("b.png")))).isEqualTo(ImageError.ABSENT);
      assertThat(fault(web("/", "10.0.0.0/8").load(uri(host + "/pictures/a%20b.png"))))
          .isEqualTo(ImageError.FORBIDDEN_ADDRESS);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void imagesOfWikimediaRequireAContact() {
    ImageRef image = uri("https://upload.wikimedia.org/wikipedia/commons/a/a9/Example.jpg");
    assertThat(fault(web("/", "10.0.0.0/8").load(image))).isEqualTo(ImageError.NO_CONTACT);
  }

  private static ImageLoader web(String root, String allowed) {
    return loader(root, "images.http.enabled=true", "images.http.allowed-hosts=" + allowed);
  }

  private static ImageLoader loader(String root, String... overrides) {
    return EncoderSpec.ImageSpec.of(settings(overrides).images()).loader(root, 1);
  }

  private static Settings settings(String... overrides) {
    return Settings.load(
            Optional.empty(), List.of("images.max-bytes=5000", "images.max-pixels=10000"))
        .with(List.of(overrides));
  }

  private static ImageRef uri(String uri) {
    return new ImageRef.Uri(uri);
  }

  private void assertDecoded(ImageRef image) {
    assertThat(fault(loader.load(image))).as(image.toString()).isNull();
  }

  private void assertFault(ImageRef image, ImageError fault) {
    assertThat(fault(loader.load(image))).as(image.toString()).isEqualTo(fault);
  }

  private static ImageError fault(ImageOutcome outcome) {
    return outcome.fold(decoded -> null, failed -> failed.error());
  }
}
