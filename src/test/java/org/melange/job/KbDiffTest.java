package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.testing.LocalSpark;

/** {@code kb-diff}. */
class KbDiffTest {

  @TempDir private Path dir;

  @Test
  void everyDifferenceIsOneRow() throws IOException {
    String before =
        kb(
            "before",
            entity(1, "one", "a number", "uno"),
            entity(2, "two", "", ""),
            entity(3, "three", "", ""),
            entity(4, "four", "", ""),
            entity(5, "five", "x", "v"));
    String after =
        kb(
            "after",
            entity(1, "one", "a number", "uno"),
            "{\"qid\":\"Q2\",\"label\":\"two\",\"redirects\":[\"Q3\",\"Q33\"]}",
            entity(5, "Five!", "y", "v"),
            entity(6, "six", "", ""));
    Path out = dir.resolve("diff");
    Summary summary = SmallWorld.run(new KbDiffJob(), before, after, "--out", out.toString());
    assertThat(rows(out, "entities"))
        .containsExactlyInAnyOrder(
            "Q2 changed null [redirects]",
            "Q3 merged Q2 []",
            "Q4 removed null []",
            "Q5 changed null [label,description]",
            "Q6 added null []");
    assertThat(rows(out, "names"))
        .contains("four Q4 removed label null 0.5 null", "six Q6 added null label null 0.5")
        .hasSize(5);
    assertThat(summary.values())
        .containsEntry("added", 1L)
        .containsEntry("removed", 1L)
        .containsEntry("merged", 1L)
        .containsEntry("changed", 2L)
        .containsEntry("changed_label", 1L)
        .containsEntry("changed_aliases", 0L)
        .containsEntry("names_added", 2L)
        .containsEntry("names_removed", 2L)
        .containsEntry("names_changed", 1L);
    assertThat(out.resolve("manifest.json")).exists();
    assertThatThrownBy(() -> SmallWorld.run(new KbDiffJob(), before, after, "--out", after))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("is an input");
  }

  private static List<String> rows(Path out, String name) {
    return LocalSpark.session()
        .read()
        .parquet(out.resolve(name).toString())
        .collectAsList()
        .stream()
        .map(
            row ->
                row.mkString(" ")
                    .replaceAll("\\w*Seq\\(|ArraySeq\\(", "[")
                    .replace(")", "]")
                    .replace(", ", ","))
        .toList();
  }

  private static String entity(int id, String label, String description, String alias) {
    return "{\"qid\":\"Q%s\",\"label\":\"%s\",\"description\":\"%s\",\"aliases\":[\"%s\"]}"
        .formatted(String.valueOf(id), label, description, alias);
  }

  private String kb(String name, String... entities) throws IOException {
    Path file = Files.write(dir.resolve(name + ".jsonl"), List.of(entities));
    String out = dir.resolve(name).toString();
    SmallWorld.run(new ImportKbJob(), "--from", "jsonl", "--in", file.toString(), "--out", out);
    return out;
  }
}
