package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.config.Settings;
import org.melange.job.cli.Job;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.testing.WikidataDump;
import org.melange.testing.WikidataEntity;

/** Images of a dump of Wikidata, from the import to the table. */
class CommonsImagesTest {

  private static final String CONTACT = "tests (mailto:tests@example.org)";

  private static SmallWorld world;
  @TempDir private static Path dir;
  private static Path dump;

  @BeforeAll
  static void writeDump() {
    world = SmallWorld.get();
    dump =
        new WikidataDump()
            .add(new WikidataEntity(1).type(5).image("normal", "A b.jpg"))
            .add(new WikidataEntity(2).type(5).image("normal", "\u00c4\u00e9 (1).png"))
            .add(new WikidataEntity(3).type(5))
            .write(dir.resolve("dump.json"));
  }

  @Test
  void thumbnailsAreFetchedInAWidthThatWikimediaServes() throws IOException {
    ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.add(
              exchange.getRequestURI().getRawPath()
                  + "?"
                  + exchange.getRequestURI().getRawQuery()
                  + " "
                  + exchange.getRequestHeaders().getFirst("User-Agent"));
          thumbnail(exchange);
        });
    server.start();
    try {
      String host = "http://127.0.0.1:" + server.getAddress().getPort();
      String kb = importKb("served", "--image-address", host + "/{hash}/{name}?width={width}");
      Summary summary = embed(kb, "served-table", "images.http.allowed-hosts=127.0.0.1");
      assertThat(summary.values())
          .containsEntry("image_status", new TreeMap<>(Map.of("ok", 2L, "none", 1L)));
    } finally {
      server.stop(0);
    }
    assertThat(requests)
        .containsExactlyInAnyOrder(
            "/9/96/A_b.jpg?width=500 " + CONTACT,
            "/0/0c/%C3%84%C3%A9_%281%29.png?width=500 " + CONTACT);
  }

  /** Sends an image of the width in the query, or 400 for a width that Wikimedia does not serve. */
  private static void thumbnail(HttpExchange exchange) throws IOException {
    try (exchange) {
      int width = Integer.parseInt(exchange.getRequestURI().getQuery().replace("width=", ""));
      if (!List.of(20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840).contains(width)) {
        exchange.sendResponseHeaders(400, -1);
        return;
      }
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(width, 3, BufferedImage.TYPE_INT_RGB), "png", png);
      exchange.sendResponseHeaders(200, png.size());
      exchange.getResponseBody().write(png.toByteArray());
    }
  }

  static Stream<Job> jobsThatReadImages() {
    return Stream.of(new EmbedKbJob(), new FeaturesJob(), new AnnotateJob());
  }

  @ParameterizedTest
  @MethodSource("jobsThatReadImages")
  void aKnowledgeBaseWithImagesOfCommonsRequiresAContact(Job job) {
    String name = job.getClass().getSimpleName();
    String kb = importKb("commons-" + name);
    assertThat(KnowledgeBase.open(kb).manifest().facts())
        .containsEntry("wikimedia_images", 2)
        .containsEntry("with_image", 2);
    Path out = dir.resolve("refused-" + name);
    List<String> args =
        new ArrayList<>(List.of("--kb", kb, "--model", world.model(), "--out", out.toString()));
    if (job instanceof AnnotateJob) {
      args.addAll(List.of("--posts", world.posts().toString(), "--table", world.table()));
    }
    assertThatThrownBy(
            () ->
                SmallWorld.run(
                    List.of("images.http.enabled=true"), job, args.toArray(String[]::new)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("2 entities with images on Wikimedia")
        .hasMessageContaining("Set images.http.user-agent");
    assertThat(out).doesNotExist();
    for (String usable :
        List.of("images.http.enabled=false", "images.http.user-agent=" + CONTACT)) {
      Settings settings =
          Settings.load(Optional.empty(), List.of("images.http.enabled=true", usable));
      assertThat(KnowledgeBase.openWithImages(kb, settings).version()).isNotEmpty();
    }
  }

  private static String importKb(String name, String... more) {
    String kb = dir.resolve(name).toString();
    List<String> args =
        new ArrayList<>(List.of("--from", "wikidata", "--in", dump.toString(), "--out", kb));
    args.addAll(List.of(more));
    SmallWorld.run(new ImportKbJob(), args.toArray(String[]::new));
    return kb;
  }

  private static Summary embed(String kb, String out, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "run.partitions=2",
                "images.http.enabled=true",
                "images.http.user-agent=" + CONTACT));
    settings.addAll(List.of(more));
    return SmallWorld.run(
        settings,
        new EmbedKbJob(),
        "--kb",
        kb,
        "--model",
        world.model(),
        "--out",
        dir.resolve(out).toString());
  }
}
