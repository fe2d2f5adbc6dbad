package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.clip.ClipConfig;
import org.melange.clip.ClipModel;
import org.melange.clip.Initializers;
import org.melange.job.cli.CommandRunner;
import org.melange.run.ExitCode;
import org.melange.run.Manifest;
import org.melange.testing.HubServer;

/** {@code jobs/fetch-clip} against a server that plays the hub. */
class FetchClipJobTest {

  private static final String MODEL = "lab/tiny-clip";
  private static final String SHAPE =
      """
      {"projection_dim": 8,
       "text_config": {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
         "intermediate_size": 16, "vocab_size": 50, "eos_token_id": 49},
       "vision_config": {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
         "intermediate_size": 16, "image_size": 32, "patch_size": 16}}
      """;

  @TempDir private Path dir;

  @Test
  void aModelIsFetchedOnceAndLoads() throws IOException {
    String version;
    Path made = dir.resolve("made");
    try (ClipModel model =
        ClipModel.create(ClipConfig.parse(SHAPE), Initializers.random(1), Device.cpu())) {
      model.save(made);
      version = model.version();
    }
    try (HubServer hub = hub(made).cutting(1_000_000, 1_000_000, 2_000)) {
      Path out = dir.resolve("out");
      JobRun run = run(hub, MODEL, "--out", out.toString());
      assertThat(run.code()).isEqualTo(ExitCode.DONE);
      assertThat(run.summary().path("model").asText()).isEqualTo(MODEL);
      assertThat(run.summary().path("revision").asText()).isEqualTo(HubServer.COMMIT);
      assertThat(run.summary().path("files").asInt()).isEqualTo(3);
      assertThat(run.err()).contains("model.safetensors").contains("MB");
      try (ClipModel loaded = ClipModel.load(out, Device.cpu())) {
        assertThat(loaded.version()).isEqualTo(version);
      }
      Manifest manifest =
          Manifest.parse(Files.readString(out.resolve(Manifest.FILE)), "out", "clip");
      assertThat(manifest.version()).isEqualTo(HubServer.COMMIT);
      assertThat(manifest.requireFiles("out").fault(out)).isEmpty();
      assertThat(manifest.requireFiles("out").paths())
          .containsExactly("config.json", "model.safetensors", "tokenizer.json");
      int before = hub.log().size();
      assertThat(run(hub, MODEL, "--out", out.toString()).code()).isEqualTo(ExitCode.DONE);
      assertThat(hub.log()).hasSize(before + 1);
      assertThat(run(hub, "lab/other", "--out", out.toString()).code()).isEqualTo(ExitCode.INPUT);
    }
  }

  @Test
  void aFolderOfAnotherModelIsLeftAlone() throws IOException {
    Path out = Files.createDirectories(dir.resolve("out"));
    Files.writeString(
        out.resolve(Manifest.FILE),
        new Manifest("clip", "abc", java.util.Map.of("model", "lab/other")).toJson());
    try (HubServer hub = hub(null)) {
      JobRun run = run(hub, MODEL, "--out", out.toString());
      assertThat(run.code()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("lab/other");
    }
    assertThat(out).isDirectoryNotContaining("glob:**config.json");
  }

  @Test
  void thePinnedModelIsNotBelievedWithOtherBytes() throws IOException {
    try (HubServer hub =
        new HubServer("openai/clip-vit-base-patch32").with("config.json", bytes("{}"))) {
      JobRun run = run(hub, "--out", dir.toString());
      assertThat(run.code()).isEqualTo(ExitCode.INPUT);
      assertThat(run.err()).contains("config.json is not the published file");
      assertThat(hub.log()).noneMatch(line -> line.contains("/api/"));
    }
    assertThat(dir).isEmptyDirectory();
  }

  @Test
  void wrongUsageIsTold() throws IOException {
    try (HubServer hub = hub(null)) {
      assertThat(run(hub, "./my/clip").code()).isEqualTo(ExitCode.USAGE);
      assertThat(run(hub, "clip").err()).contains("--out");
      assertThat(run(hub, MODEL, "--revision", "../x").code()).isEqualTo(ExitCode.USAGE);
      assertThat(run(hub, "lab/other", "--out", dir.toString()).err())
          .contains("404")
          .contains("no such model");
      assertThat(fetch(MODEL, "--hub", "file:///x").code()).isEqualTo(ExitCode.USAGE);
    }
  }

  private static HubServer hub(Path model) throws IOException {
    HubServer hub = new HubServer(MODEL).with("tokenizer.json", bytes("{}"));
    if (model != null) {
      hub.with("config.json", Files.readAllBytes(model.resolve("config.json")));
      hub.with("model.safetensors", Files.readAllBytes(model.resolve("model.safetensors")));
    }
    return hub;
  }

  private static JobRun run(HubServer hub, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--hub", hub.address().toString()));
    return fetch(all.toArray(String[]::new));
  }

  private static JobRun fetch(String... arguments) {
    return JobRun.of(() -> CommandRunner.of(new FetchClipJob(), "fetch-clip", arguments));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
