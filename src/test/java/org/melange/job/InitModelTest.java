package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.ExitCode;
import org.melange.run.FileListing;
import org.melange.run.JobException;
import org.melange.run.Manifest;
import picocli.CommandLine;

/** What is said of a shape file before Spark starts, and before anything is written. */
class InitModelTest {

  @TempDir private Path dir;

  @Test
  void filesThatAreNotThereAreNamed() throws IOException {
    for (String option : List.of("--shape", "--clip", "--weights", "--tokenizer")) {
      assertRefused(option, dir.resolve("nothing").toString(), "nothing does not exist");
    }
    check(List.of());
  }

  @Test
  void aZeroShotModelNeedsAClipAndNothingElse() throws IOException {
    String clip = clip().toString();
    String out = dir.resolve("out").toString();
    parsed("--zero-shot", "--clip", clip, "--out", out).check();
    String[][] wrong = {
      {"--zero-shot", "--out", out},
      {"--clip", clip, "--out", out},
      {"--zero-shot", "--shape", SmallWorld.SHAPE.toString(), "--out", out},
      {"--zero-shot", "--clip", clip, "--weights", clip, "--out", out}
    };
    String[] faults = {
      "missing required option: --shape, --kb, --posts",
      "missing required option: --shape, --kb, --posts",
      "missing required option: --kb, --posts",
      "--weights are of a matcher"
    };
    for (int i = 0; i < wrong.length; i++) {
      InitModelJob job = parsed(wrong[i]);
      assertThatThrownBy(job::check)
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining(faults[i]);
    }
  }

  private static InitModelJob parsed(String... args) {
    InitModelJob job = new InitModelJob();
    new CommandLine(job).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
    return job;
  }

  @Test
  void aShapeThatNamesNoVocabularyNeedsOneFromElsewhere() throws IOException {
    Path shape = shape("{\"text_length\": 16}");
    assertRefused("--shape", shape.toString(), "has no 'vocabulary': give a CLIP or a tokenizer");
    assertRefused("--shape", shape("{\"vocabulary\": \"large\"}").toString(), "no 'vocabulary'");
    check(List.of("--shape", shape.toString(), "--clip", clip().toString()));
    check(List.of("--shape", shape.toString(), "--tokenizer", shape.toString()));
  }

  @Test
  void aShapeThatIsNoJsonIsSaidToBeNone() throws IOException {
    assertRefused("--shape", shape("{\"vocabulary\": ").toString(), "shape.json is not JSON");
  }

  @Test
  void aClipThatLacksFilesOrHoldsDamagedOnesIsRefused() throws IOException {
    Path clip = clip();
    check(List.of("--clip", clip.toString()));
    assertRefused("--clip", clip.resolve("config.json").toString(), "is not a directory");
    byte[] weights = Files.readAllBytes(clip.resolve("model.safetensors"));
    Files.write(clip.resolve("model.safetensors"), Arrays.copyOf(weights, weights.length / 2));
    assertRefused("--clip", clip.toString(), "is it truncated?");
    Files.delete(clip.resolve("model.safetensors"));
    Files.writeString(clip.resolve("model.safetensors.index.json"), "{\"weight_map\": 1}");
    assertRefused("--clip", clip.toString(), "has no object called weight_map");
    Files.delete(clip.resolve("model.safetensors.index.json"));
    Files.writeString(clip.resolve("pytorch_model.bin"), "PK");
    assertRefused("--clip", clip.toString(), "neither a safetensors file nor a PyTorch checkpoint");
    Files.delete(clip.resolve("pytorch_model.bin"));
    Files.delete(clip.resolve("config.json"));
    assertRefused(
        "--clip",
        clip.toString(),
        clip
            + ": is not a CLIP model, it lacks config.json, the weights; a CLIP model has"
            + " config.json, tokenizer.json and its weights in one of model.safetensors,");
  }

  @Test
  void aTokenizerIsNeededOnceAndAConfigurationMustBeJson() throws IOException {
    Path clip = clip();
    Path words = Files.move(clip.resolve("tokenizer.json"), dir.resolve("words.json"));
    assertRefused("--clip", clip.toString(), "it lacks tokenizer.json;");
    check(List.of("--clip", clip.toString(), "--tokenizer", words.toString()));
    Files.writeString(clip.resolve("config.json"), "{\"text_config\": ");
    assertThatThrownBy(
            () -> check(List.of("--clip", clip.toString(), "--tokenizer", words.toString())))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("config.json: no usable CLIP configuration: not valid JSON");
  }

  @Test
  void aFetchedClipIsWhatItsManifestLists() throws IOException {
    Path clip = clip();
    Path manifest = clip.resolve(Manifest.FILE);
    Files.writeString(manifest, "{\"kind\": \"of somebody else\"}");
    check(List.of("--clip", clip.toString()));
    FileListing files =
        FileListing.of(clip, List.of("config.json", "model.safetensors", "tokenizer.json"));
    Files.writeString(manifest, new Manifest("clip", "abc", Map.of()).listing(files).toJson());
    check(List.of("--clip", clip.toString()));
    byte[] weights = Files.readAllBytes(clip.resolve("model.safetensors"));
    weights[weights.length - 1] ^= 1;
    Files.write(clip.resolve("model.safetensors"), weights);
    assertRefused(
        "--clip",
        clip.toString(),
        "clip " + clip + " is damaged: model.safetensors is not the file that its manifest lists");
    Files.writeString(manifest, "{\"format\": 1, \"kind\": \"clip\", \"version\": \"abc\"}");
    assertRefused("--clip", clip.toString(), "run jobs/fetch-clip again");
    Files.writeString(manifest, "");
    assertRefused("--clip", clip.toString(), "manifest.json is not a JSON object");
  }

  @Test
  void weightsThatCannotBeOpenedAreRefused() throws IOException {
    Path weights = Files.writeString(dir.resolve("matcher.ckpt"), "weights");
    assertRefused("--weights", weights.toString(), "matcher.ckpt: neither a safetensors file");
  }

  /** The CLIP of the model that ships, in a directory of its own. */
  private Path clip() throws IOException {
    return SmallWorld.copy("conf/models/demo/clip", dir.resolve("clip"));
  }

  private Path shape(String json) throws IOException {
    return Files.writeString(dir.resolve("shape.json"), json);
  }

  private void assertRefused(String option, String value, String fault) {
    assertThatThrownBy(() -> check(List.of(option, value)))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(fault);
  }

  private void check(List<String> args) {
    InitModelJob job = new InitModelJob();
    new CommandLine(job)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(arguments(args).toArray(String[]::new));
    job.check();
  }

  private List<String> arguments(List<String> args) {
    List<String> all = new ArrayList<>(args);
    if (!args.contains("--shape")) {
      all.addAll(List.of("--shape", SmallWorld.SHAPE.toString()));
    }
    all.addAll(List.of("--kb", "kb", "--posts", "posts", "--out", dir.resolve("out").toString()));
    return all;
  }
}
