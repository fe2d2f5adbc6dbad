package org.melange.job.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.model.ModelConfig;
import org.melange.mmoe.Unit;
import org.melange.run.JobException;
import picocli.CommandLine;

/** What a sweep tries. */
class SweepPlanTest {

  private static final SweepPlan PLAN =
      SweepPlan.of(
          List.of(
              "shape.matcher.num_experts=2,4",
              "train.learning-rate=1e-4,1e-3",
              "ablate=none,inter+images"));

  @Test
  void everyChoiceMeetsEveryOther() {
    List<SweepPlan.Combination> all = PLAN.combinations(false);
    assertThat(all).hasSize(8).doesNotHaveDuplicates();
    assertThat(all.get(5).name()).isEqualTo("num_experts=4,learning-rate=1e-4,ablate=inter+images");
    assertThat(all.get(5).modelName()).isEqualTo("num_experts=4,ablate=inter+images");
    assertThat(all.get(5).settings()).containsExactly("train.learning-rate=1e-4");
    assertThat(all.get(5).ablate()).containsExactly("inter", "images");
    assertThat(all.get(4).ablate()).isEmpty();
  }

  @Test
  void orOneKeyIsChangedAtATime() {
    assertThat(PLAN.combinations(true))
        .extracting(SweepPlan.Combination::name)
        .containsExactly(
            "base",
            "num_experts=2",
            "num_experts=4",
            "learning-rate=1e-4",
            "learning-rate=1e-3",
            "ablate=none",
            "ablate=inter+images");
  }

  @Test
  void shapesGetTheirEntries() throws IOException {
    String shape = Files.readString(SmallWorld.SHAPE);
    var combination =
        new SweepPlan.Combination(
            Map.of(
                "shape.matcher.num_experts", "3",
                "shape.matcher.gate", "token",
                "shape.text_length", "20",
                "train.epochs", "1"));
    ModelConfig config = ModelConfig.parse(combination.shape(shape));
    assertThat(config.textLength()).isEqualTo(20);
    assertThat(config.matcher().experts()).isEqualTo(3);
    assertThat(config.matcher().gate().code()).isEqualTo("token");
    ModelConfig blind = config.without(List.of("inter", "images"));
    assertThat(ModelConfig.parse(blind.toJson())).isEqualTo(blind);
    assertThat(blind.matcher().without()).containsExactly(Unit.CROSS);
    assertThat(blind.without()).containsExactly(ModelConfig.Input.IMAGES);
    assertThatThrownBy(() -> config.without(List.of("intra-text", "intra-image", "inter")))
        .hasMessageContaining("without any unit");
  }

  @Test
  void whatCannotBeTriedIsRefused() throws IOException {
    assertRefused("key=value", () -> SweepPlan.of(List.of("train.epochs")));
    assertRefused("key=value", () -> SweepPlan.of(List.of("train.epochs=")));
    assertRefused("twice", () -> SweepPlan.of(List.of("a=1", "a=2")));
    assertRefused("'outer' is unknown", () -> SweepPlan.of(List.of("ablate=outer")).check(false));
    assertRefused("'outer' is unknown", () -> SweepPlan.of(List.of("ablate=outer")).check(true));
    String shape = Files.readString(SmallWorld.SHAPE);
    assertRefused("no such entry", () -> shaped("shape.matcher.heads", "2", shape));
    assertRefused("no such entry", () -> shaped("shape.matcher", "2", shape));
    assertRefused("does not have the type", () -> shaped("shape.text_length", "true", shape));
    assertRefused("is not a JSON value", () -> shaped("shape.text_length", "}", shape));
  }

  @Test
  void combinationsThatWouldShareAFolderAreRefused() {
    SweepPlan sizes = SweepPlan.of(List.of("train.batch-size=8", "features.batch-size=8,16"));
    assertRefused("have the name batch-size=8:", () -> sizes.check(true));
    sizes.check(false); // batch-size=8,batch-size=8 and batch-size=8,batch-size=16
    SweepPlan paths = SweepPlan.of(List.of("posts.images-root=a/b,a:b"));
    assertRefused("have the name images-root=a_b:", () -> paths.check(false));
    PLAN.check(false);
    PLAN.check(true);
  }

  @Test
  void aValueThatComesTwiceIsTriedOnce() {
    SweepPlan plan = SweepPlan.of(List.of("train.epochs=1,2,1"));
    assertThat(plan.combinations(false)).extracting(SweepPlan.Combination::name).hasSize(2);
    plan.check(false);
    assertThat(plan.makesModels()).isFalse();
    assertThat(plan.combinations(false).get(0).modelName()).isEqualTo("base");
    assertThat(SweepPlan.of(List.of("shape.text_length=9")).makesModels()).isTrue();
    assertThat(SweepPlan.of(List.of("ablate=none")).makesModels()).isTrue();
  }

  @Test
  void aShapeThatIsNoJsonIsAnInputFault() {
    assertRefused("the shape is not JSON", () -> shaped("shape.text_length", "9", "{"));
  }

  @Test
  void modelsAreGivenOrMade() {
    assertRefused("either --model or --shape", () -> sweep("--vary", "train.epochs=1"));
    assertRefused(
        "either --model or --shape",
        () -> sweep("--vary", "train.epochs=1", "--model", "m", "--shape", "s"));
    assertRefused(
        "give --shape, not --model", () -> sweep("--vary", "ablate=images", "--model", "m"));
    assertRefused(
        "have the name",
        () -> sweep("--vary", "a.x=1", "--vary", "b.x=1", "--one-at-a-time", "--model", "m"));
    sweep("--vary", "train.epochs=1", "--model", "m");
    sweep("--vary", "ablate=images", "--shape", SmallWorld.SHAPE.toString());
    assertRefused(
        "nothing.json does not exist",
        () -> sweep("--vary", "ablate=images", "--shape", "nothing.json"));
    assertRefused(
        "no-clip does not exist",
        () ->
            sweep(
                "--vary",
                "ablate=images",
                "--shape",
                SmallWorld.SHAPE.toString(),
                "--clip",
                "no-clip"));
  }

  /** Checks a command line, as is done before Spark starts. */
  private static void sweep(String... args) {
    SweepJob job = new SweepJob();
    new CommandLine(job)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(
            Stream.concat(
                    Stream.of("--dataset", "d", "--kb", "k", "--out", "o"), Arrays.stream(args))
                .toArray(String[]::new));
    job.check();
  }

  private static String shaped(String key, String value, String shape) {
    return new SweepPlan.Combination(Map.of(key, value)).shape(shape);
  }

  private static void assertRefused(
      String fault, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(JobException.class).hasMessageContaining(fault);
  }

  @ParameterizedTest
  @CsvSource({
    "ablations, 6, ablate=images",
    "low-resource, 2, fraction=0.2",
    "hyperparameters, 17, hidden_dim=192"
  })
  void studiesThatShipSuitEachPublishedSet(String study, int size, String one) throws IOException {
    Path published = Path.of(System.getProperty("basedir", "."), "conf/published");
    for (String set : List.of("wikimel", "richpediamel", "wikidiverse")) {
      SweepJob job = new SweepJob();
      String shape = published.resolve(set + ".json").toString();
      String[] args = {
        "@" + published.resolve(study + ".conf"),
        "--dataset",
        "data",
        "--kb",
        "kb",
        "--shape",
        shape,
        "--clip",
        "clip",
        "--out",
        "out"
      };
      new CommandLine(job).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
      SweepPlan plan = SweepPlan.of(job.vary);
      plan.check(job.each);
      List<SweepPlan.Combination> combinations = plan.combinations(job.each);
      assertThat(combinations).hasSize(size).anyMatch(each -> each.name().equals(one));
      Settings settings = Settings.load(Optional.of(published.resolve(set + ".conf")), List.of());
      for (SweepPlan.Combination combination : combinations) {
        Settings changed = settings.with(combination.settings());
        assertThat(changed.train().learningRate()).isEqualTo(changed.train().clipLearningRate());
        ModelConfig config = ModelConfig.parse(combination.shape(Files.readString(Path.of(shape))));
        assertThat(config.matcher().imageDim()).isEqualTo(config.matcher().hiddenDim());
        config.without(combination.ablate());
      }
    }
  }

  @Test
  void settingsAreNotJoinedWithEntriesOfTheShape() {
    var mixed = new SweepPlan.Combination(Map.of("shape.text_length+train.epochs", "20"));
    assertThatThrownBy(() -> mixed.shape("{\"text_length\": 50}"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("train.epochs: cannot be joined");
  }
}
