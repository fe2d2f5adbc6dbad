package org.melange.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.testing.HubServer;

/** Downloads from a server that plays the hub, over connections that break. */
class HubTest {

  private static final String MODEL = "lab/tiny-clip";
  private static final String WEIGHTS = "model.safetensors";

  @TempDir private Path folder;
  private final byte[] weights = new byte[300_000];
  private HubServer server;

  @BeforeEach
  void start() throws IOException {
    new Random(43).nextBytes(weights);
    server =
        new HubServer(MODEL)
            .with("config.json", bytes("{}"))
            .with("tokenizer.json", bytes("{\"a\":1}"))
            .with("README.md", bytes("not needed"))
            .with(WEIGHTS, weights);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aModelComesWholeAndChecked() throws Exception {
    Map<String, String> sums = fetch(Optional.empty());
    assertThat(sums).containsOnlyKeys("config.json", "tokenizer.json", WEIGHTS);
    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(sums.get("config.json"))
        .isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void whatIsThereIsNotFetchedAgain() throws Exception {
    fetch(Optional.empty());
    int before = server.log().size();
    fetch(Optional.empty());
    assertThat(server.log().subList(before, server.log().size()))
        .containsExactly("hub /api/models/lab/tiny-clip/revision/main");
    Files.writeString(folder.resolve("config.json"), "{} ");
    fetch(Optional.empty());
    assertThat(folder.resolve("config.json")).hasContent("{}");
  }

  @Test
  void cutDownloadsGoOnWhereTheyWere() throws Exception {
    server.cutting(1_000_000, 1_000_000, 100_000, 0, 50_000);
    fetch(Optional.empty());
    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(server.log()).anyMatch(line -> line.matches("cdn /model.safetensors bytes=\\d+-"));
  }

  @Test
  void anotherRunGoesOnToo() throws Exception {
    Files.write(folder.resolve(WEIGHTS + ".part"), java.util.Arrays.copyOf(weights, 299_000));
    fetch(Optional.empty());
    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(server.log()).contains("cdn /model.safetensors bytes=299000-");
  }

  @Test
  void aServerWithoutRangesSendsAllAgain() throws Exception {
    server.withoutRanges();
    Files.write(folder.resolve(WEIGHTS + ".part"), java.util.Arrays.copyOf(weights, 299_000));
    fetch(Optional.empty());
    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(weights);
  }

  @Test
  void aFileThatIsNotThePublishedOneIsDeleted() {
    server.swap(WEIGHTS, new byte[300_000]);
    assertThatThrownBy(() -> fetch(Optional.empty()))
        .isInstanceOf(HubException.class)
        .hasMessageContaining(WEIGHTS)
        .hasMessageContaining("checksum differs");
    assertThat(folder).isDirectoryNotContaining("glob:**model.safetensors*");
  }

  @Test
  void aSmallFileIsCheckedByGitsNameOfIt() {
    server.swap("config.json", bytes("[]"));
    assertThatThrownBy(() -> fetch(Optional.empty()))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("config.json is not the published file");
  }

  @Test
  void failuresThatMayPassAreTriedAgain() throws Exception {
    server.failing(503, 429, 500);
    fetch(Optional.empty());
    assertThat(folder.resolve(WEIGHTS)).hasBinaryContent(weights);
  }

  @Test
  void aHubThatStaysDownIsGivenUp() {
    server.failing(503, 503, 503, 503, 503, 503, 503, 503);
    assertThatThrownBy(() -> fetch(Optional.empty()))
        .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.isPassing()).isTrue())
        .hasMessageContaining("503");
    assertThat(server.log()).hasSize(5);
  }

  @Test
  void aModelThatIsNotThereIsNoFailureThatMayPass() {
    try (Hub hub = hub(Optional.empty())) {
      assertThatThrownBy(() -> hub.list("lab/other", "main"))
          .isInstanceOfSatisfying(HubException.class, e -> assertThat(e.isPassing()).isFalse())
          .hasMessageContaining("404")
          .hasMessageContaining("lab/other");
    }
  }

  @Test
  void theTokenIsShownToTheHubAlone() throws Exception {
    server.closed();
    assertThatThrownBy(() -> fetch(Optional.empty())).hasMessageContaining("HF_TOKEN");
    fetch(Optional.of("secret"));
    assertThat(server.log()).contains("hub /api/models/lab/tiny-clip/revision/main token");
    assertThat(server.log())
        .filteredOn(line -> line.startsWith("cdn"))
        .isNotEmpty()
        .noneMatch(line -> line.endsWith(" token"));
  }

  @Test
  void shardsComeWithTheirIndex() throws Exception {
    try (HubServer sharded =
        new HubServer("lab/sharded")
            .with("config.json", bytes("{}"))
            .with("tokenizer.json", bytes("{}"))
            .with(
                "pytorch_model.bin.index.json",
                bytes("{\"weight_map\":{\"a\":\"one.bin\",\"b\":\"two.bin\",\"c\":\"one.bin\"}}"))
            .with("one.bin", bytes("1"))
            .with("two.bin", bytes("2"))) {
      try (Hub hub = new Hub(sharded.address(), Optional.empty(), Duration.ofMillis(1))) {
        assertThat(folder(hub, "lab/sharded").fetch())
            .containsOnlyKeys(
                "config.json",
                "tokenizer.json",
                "pytorch_model.bin.index.json",
                "one.bin",
                "two.bin");
      }
    }
  }

  @Test
  void whatIsNoClipIsTold() throws Exception {
    try (HubServer other = new HubServer("lab/other").with("config.json", bytes("{}"));
        Hub hub = new Hub(other.address(), Optional.empty(), Duration.ofMillis(1))) {
      assertThatThrownBy(() -> folder(hub, "lab/other").fetch())
          .isInstanceOf(HubException.class)
          .hasMessageContaining("lacks tokenizer.json");
    }
  }

  private Map<String, String> fetch(Optional<String> token) throws IOException {
    try (Hub hub = hub(token)) {
      return folder(hub, MODEL).fetch();
    }
  }

  private Hub hub(Optional<String> token) {
    return new Hub(server.address(), token, Duration.ofMillis(1));
  }

  private ClipFolder folder(Hub hub, String model) throws IOException {
    return new ClipFolder(hub, model, hub.list(model, "main"), folder, new Silent());
  }

  /** Listens to nothing. */
  private static final class Silent implements ClipFolder.Follower {
    @Override
    public void progress(String file, long done, long all) {}

    @Override
    public void kept(String file) {}
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
