package org.melange.job.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.eval.Evaluation;
import org.melange.eval.RankedMention;
import org.melange.run.Summary;

/** The results beside the published ones. */
class ReproductionReportTest {

  @TempDir private Path dir;

  @Test
  void publishedValuesAreComparedWithIntervals() {
    ReproductionReport report = report(776, 500);
    assertThat(report.markdown())
        .contains(
            "# Reproduction of WikiDiverse",
            "| H@1 | 77.57 | 77.60 (",
            ") | yes | 50.00 (",
            "| H@3 | 89.12 | 100.00 (100.00–100.00) | no |",
            "| H@10 | – | 100.00 (100.00–100.00) | – |",
            "| entities | 132,460 | 132,459 |",
            "- 132,459 entities, not 132,460: take it again",
            "| train | 10.00 | 3 | 2,000 |",
            "| all | 10.50 | – | 2,000 |");
    assertThat(report(700, 500).markdown()).contains("| H@1 | 77.57 | 70.00 (", ") | no | 50.00 (");
  }

  @Test
  void theSameIsWrittenAsJsonAndAsAPage() throws Exception {
    report(776, 500).write(dir.toString());
    Summary summary = report(776, 500).summary();
    assertThat(summary.values())
        .containsEntry("hits_at_1", 0.776)
        .containsEntry("hits_at_1_frozen", 0.5)
        .containsEntry("hits_at_1_published", 77.57)
        .containsEntry("peak_resident_mb", 2000L)
        .containsEntry("hours", Map.of("import-kb", 0.5, "train", 10.0));
    assertThat(Files.readString(dir.resolve("reproduction.json")))
        .startsWith(summary.toJson().substring(0, 200))
        .contains("\"clip\":\"<clip>\"");
    assertThat(Files.readString(dir.resolve("reproduction.html")))
        .contains("<td>77.57</td>", "clip: &lt;clip&gt;", "132,459 entities, not 132,460");
  }

  @Test
  void everyPublishedSetHasSettings() {
    List<PublishedSet> sets = new ArrayList<>(PublishedSet.ALL);
    sets.add(PublishedSet.smoke());
    for (PublishedSet set : sets) {
      Path directory = set.unpack();
      assertThat(directory.resolve(set.name() + ".json")).isNotEmptyFile();
      Settings settings =
          Settings.load(Optional.of(directory.resolve(set.name() + ".conf")), List.of());
      assertThat(settings.train().seed()).isEqualTo(43);
      assertThat((long) settings.train().validationEntities()).isGreaterThan(set.entities());
    }
  }

  /** Of 1,000 mentions, some are right first, and the others second. */
  private static ReproductionReport report(int released, int frozen) {
    DataReport data =
        new DataReport(
            List.of(new DataReport.Count("entities", 132_460, 132_459)),
            List.of(
                new DataReport.Problem(false, "132,459 entities, not 132,460", "take it again")));
    return new ReproductionReport(
        PublishedSet.named("wikidiverse"),
        data,
        evaluation(released),
        evaluation(frozen),
        List.of(new StepTime("import-kb", 1_800, 1, 900), new StepTime("train", 36_000, 3, 2_000)),
        Map.of("clip", "<clip>"));
  }

  private static Evaluation evaluation(int first) {
    List<RankedMention> mentions = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      mentions.add(RankedMention.of("m" + i, i < first ? 1 : 2, Map.of()));
    }
    return new Evaluation("model", mentions);
  }
}
