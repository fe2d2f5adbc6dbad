package org.melange.job.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.eval.Metric;
import org.melange.job.JobRun;
import org.melange.run.ExitCode;
import org.melange.sample.SmokeDataSet;
import org.melange.spark.learn.Ranks;
import org.melange.testing.LocalSpark;

/** Reproductions from the command line to the report. */
class ReproduceJobTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path dir;

  @Test
  void aModelIsTrainedAndEvaluatedAsPublishedAndARunContinues() throws IOException {
    JobRun first = smoke();
    assertThat(first.code()).as(first.err()).isEqualTo(ExitCode.DONE);
    JsonNode results = first.summary();
    assertThat(results.path("mentions").asInt()).isEqualTo(SmokeDataSet.TEST);
    assertThat(results.path("differences")).isEmpty();
    assertThat(results.path("hours").properties())
        .extracting(Map.Entry::getKey)
        .containsExactly("import-kb", "random CLIP", "init-model", "train", "embed-kb", "evaluate");
    // Only the images tell entities of one name apart, and the name prior does not see them.
    double prior =
        Metric.HITS_AT_1
            .of(Ranks.read(LocalSpark.session(), out("evaluation"), "rank_by_name"))
            .orElseThrow();
    assertThat(results.path("hits_at_1_interval").path(0).asDouble()).isGreaterThan(prior);
    assertThat(results.path("hits_at_1").asDouble()).isBetween(prior, 1.0);
    assertThat(Files.readString(dir.resolve("out/model/config.json")))
        .contains("\"squeeze\"", "\"published\"");
    JsonNode facts = JSON.readTree(dir.resolve("out/evaluation/evaluation.json").toFile());
    assertThat(facts.path("protocol").asText()).isEqualTo("released");
    assertThat(facts.path("candidates").asText()).isEqualTo("all");
    assertThat(facts.path("split").asText()).isEqualTo("test");
    String page = Files.readString(dir.resolve("out/reproduction.md"));
    assertThat(first.err()).contains("| H@1 | – | ", "| entities | 149 | 149 |", "| train | ");
    assertThat(page)
        .contains("| H@1 | – | ", "| mentions of test | 80 | 80 |", "- model_version: ");
    assertThat(dir.resolve("out/reproduction.html")).content().contains("<td>mentions of dev</td>");

    JobRun second = smoke();
    assertThat(second.code()).as(second.err()).isEqualTo(ExitCode.DONE);
    assertThat(second.err())
        .contains("out/kb was finished by an earlier run", "out/evaluation was finished")
        .doesNotContain("reading entities ...", "training ...", "ranking 80 mentions ...");
    assertThat(without(second.summary(), "seconds")).isEqualTo(without(results, "seconds"));

    JobRun other = smoke("--set", "train.epochs=3");
    assertThat(other.code()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("holds a run with other data or settings");
  }

  @Test
  void unusableDataIsRefusedBeforeAnyStep() throws IOException {
    SmokeDataSet.write(dir.resolve("data"));
    Files.delete(dir.resolve("data/Smoke_test.json"));
    JobRun run =
        JobRun.of(
            new ReproduceJob(),
            "WikiDiverse",
            "--data",
            dir.resolve("data").toString(),
            "--clip",
            "conf/models/demo/clip",
            "--out",
            out(""),
            "--plan",
            "--allow-differences");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.INPUT);
    assertThat(run.err()).contains("| entities | 132,460 | 149 |");
    assertThat(run.summary().path("error").asText())
        .contains("the data of WikiDiverse cannot be used", "has no file *_test.json");
    assertThat(dir.resolve("out/kb")).doesNotExist();
  }

  @Test
  void aPlanSaysWhatThereIsToDo() {
    JobRun run = smoke("--plan");
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.summary().path("steps").path("train").asText()).isEqualTo("to do");
    assertThat(dir.resolve("out/kb")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--out x, missing: NAME",
    "wikimel --out x, missing: --data",
    "wikidata --data x --clip x --out x, is not a published data set",
    "wikimel --smoke --out x, --smoke makes its own data"
  })
  void wrongUsageIsRefused(String command, String error) {
    JobRun run = JobRun.of(new ReproduceJob(), command.split(" "));
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.summary().path("error").asText()).contains(error);
  }

  private static JsonNode without(JsonNode summary, String key) {
    ObjectNode copy = summary.deepCopy();
    return copy.without(key);
  }

  private String out(String child) {
    return dir.resolve("out").resolve(child).toString();
  }

  private JobRun smoke(String... more) {
    List<String> args = new ArrayList<>(List.of("--smoke", "--out", out("")));
    args.addAll(List.of("--set", "run.partitions=2"));
    args.addAll(List.of(more));
    return JobRun.of(new ReproduceJob(), args.toArray(String[]::new));
  }
}
