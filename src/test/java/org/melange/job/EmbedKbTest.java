package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.config.Settings;
import org.melange.link.row.EntityTable;
import org.melange.link.table.Precision;
import org.melange.run.ExitCode;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.table.BuildListener;
import org.melange.spark.table.EntityTableBuild;
import org.melange.spark.table.EntityTables;
import org.melange.spark.table.OpenedTable;
import org.melange.testing.Float32;
import org.melange.testing.LocalSpark;

/** Entity tables of a changed knowledge base, and tables in less than single precision. */
class EmbedKbTest {

  private static SmallWorld world;
  @TempDir private static Path dir;

  @BeforeAll
  static void makeWorld() {
    world = SmallWorld.get();
  }

  @Test
  void whatHasNotChangedKeepsItsRow() throws IOException {
    String kb = changedKb();
    Summary full = embed(kb, "full");
    Summary again = embed(kb, "again", "--previous", world.table());
    assertThat(full.values()).containsEntry("reused", 0L);
    long entities = (Long) full.values().get("entities");
    assertThat(again.values())
        .containsEntry("entities", entities)
        .containsEntry("embedded", 3L)
        .containsEntry("reused", entities - 3);
    EntityTable expected = OpenedTable.of(dir.resolve("full").toString());
    EntityTable table = OpenedTable.of(dir.resolve("again").toString());
    assertThat(table.size()).isEqualTo(expected.size());
    for (int i = 0; i < table.size(); i++) {
      assertThat(table.qid(i)).isEqualTo(expected.qid(i));
      assertThat(table.label(i)).isEqualTo(expected.label(i));
      assertThat(table.contentHash(i)).isEqualTo(expected.contentHash(i));
      assertThat(OpenedTable.row(table, i))
          .containsExactly(OpenedTable.row(expected, i), within(Float32.ofSums(512, 1)));
    }
    assertThat(dir.resolve("again/_draft")).doesNotExist();
    Summary nothing = embed(kb, "nothing", "--previous", dir.resolve("again").toString());
    assertThat(nothing.values()).containsEntry("embedded", 0L).containsEntry("reused", entities);
  }

  @Test
  void aPictureThatWasReplacedUnderItsOldNameIsEmbeddedAnew() throws IOException {
    Path pictures = SmallWorld.copy(world.sample().toString(), dir.resolve("pictures"));
    Summary before = embed(world.kb(), "before", "--images-root", pictures.toString());
    Row pictured =
        LocalSpark.session()
            .read()
            .parquet(world.kb() + "/entities")
            .filter("size(images) > 0")
            .orderBy("qid")
            .selectExpr("qid", "try_element_at(images, 1)")
            .first();
    Path picture = pictures.resolve(pictured.getString(1));
    BufferedImage other = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(other, "png", picture.toFile());
    long sharers = sharers(pictured.getString(1));
    String previous = dir.resolve("before").toString();
    Summary after =
        embed(world.kb(), "after", "--images-root", pictures.toString(), "--previous", previous);
    assertThat(after.values())
        .containsEntry("embedded", sharers)
        .containsEntry("entities", before.values().get("entities"));
    EntityTable old = OpenedTable.of(previous);
    EntityTable table = OpenedTable.of(dir.resolve("after").toString());
    int index = table.indexOf(pictured.getString(0));
    assertThat(OpenedTable.row(table, index)).isNotEqualTo(OpenedTable.row(old, index));
    assertThat(table.contentHash(index)).isNotEqualTo(old.contentHash(index));
  }

  private static long sharers(String image) {
    return LocalSpark.session()
        .read()
        .parquet(world.kb() + "/entities")
        .filter("try_element_at(images, 1) = '" + image + "'")
        .count();
  }

  @Test
  void aModelThatIsStillToBeTrainedIsRefusedBeforeAnythingStarts() {
    String untrained = dir.resolve("untrained").toString();
    SmallWorld.run(
        new InitModelJob(),
        "--for-training",
        "--shape",
        SmallWorld.SHAPE.toString(),
        "--kb",
        world.kb(),
        "--posts",
        world.posts().toString(),
        "--out",
        untrained);
    assertThatThrownBy(
            () ->
                SmallWorld.run(
                    new EmbedKbJob(),
                    "--kb",
                    world.kb(),
                    "--model",
                    untrained,
                    "--out",
                    dir.resolve("nowhere").toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(untrained + " has no gate statistics")
        .hasMessageContaining("jobs/train");
    assertThat(dir.resolve("nowhere")).doesNotExist();
  }

  @Test
  void rowsOfAnotherPrecisionDoNotServeAgain() {
    assertThatThrownBy(
            () ->
                SmallWorld.run(
                    List.of("link.table.precision=float16"),
                    new EmbedKbJob(),
                    "--kb",
                    world.kb(),
                    "--model",
                    world.model(),
                    "--previous",
                    world.table(),
                    "--out",
                    dir.resolve("mixed").toString()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("precision float32, the new one has float16")
        .hasMessageContaining("--previous");
    assertThatThrownBy(() -> embed(world.kb(), "self", "--previous", dir + "/self"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("same directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"float16", "int8"})
  void aRowInHalfPrecisionIsThatOfSinglePrecisionRounded(String precision) {
    Summary summary =
        SmallWorld.run(
            List.of("run.partitions=3", "link.table.precision=" + precision),
            new EmbedKbJob(),
            "--kb",
            world.kb(),
            "--model",
            world.model(),
            "--out",
            dir.resolve(precision).toString());
    assertThat(summary.values()).containsEntry("precision", precision);
    EntityTable exact = OpenedTable.of(world.table());
    EntityTable rounded = OpenedTable.of(dir.resolve(precision).toString());
    assertThat(rounded.size()).isEqualTo(exact.size());
    for (int i = 0; i < exact.size(); i++) {
      float[] row = OpenedTable.row(exact, i);
      float[] half = OpenedTable.row(rounded, i);
      for (int c = 0; c < row.length; c++) {
        assertThat(half[c]).isCloseTo(row[c], within(2e-4f + Math.abs(row[c]) / 500));
      }
    }
  }

  @Test
  void theSameCommandGoesOnWithWhatAFailedRunLeft() throws IOException {
    Path out = Files.createDirectories(dir.resolve("resumed"));
    Settings settings =
        Settings.load(Optional.empty(), List.of("run.partitions=4", "run.range-entities=1"));
    EntityTables.Plan plan =
        new EntityTables.Plan(
            KnowledgeBase.open(world.kb()), world.model(), Precision.FLOAT32, false);
    EntityTableBuild build =
        new EntityTableBuild(LocalSpark.session(), plan, world.sample().toString(), settings)
            .setListener(new FailureAtTheThirdRange());
    assertThatThrownBy(() -> build.run(build.draft(out.toString(), 4)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(out.resolve("manifest.json")).doesNotExist();
    JobRun run =
        JobRun.of(
            new EmbedKbJob(),
            "--kb",
            world.kb(),
            "--model",
            world.model(),
            "--out",
            out.toString());
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.err())
        .contains("going on: 2 of 4 ranges are done", "range 3 of 4: 60 entities, ")
        .contains("; 59 entities left, about ")
        .doesNotContain("range 2 of 4");
    assertThat(run.summary().path("resumed").asLong()).isEqualTo(120);
    assertThat(run.summary().path("embedded").asLong()).isEqualTo(119);
    assertThat(run.summary().path("table_version").asText())
        .isEqualTo(OpenedTable.of(world.table()).version());
    assertThat(out.resolve("_draft")).doesNotExist();
  }

  private static final class FailureAtTheThirdRange implements BuildListener {
    private int ranges;

    @Override
    public void step(String name) {
      if (name.equals("embedding") && ++ranges == 3) {
        throw new IllegalStateException("failing");
      }
    }
  }

  /** One entity less, one more, and two that were changed. */
  private static String changedKb() throws IOException {
    List<String> lines =
        new ArrayList<>(Files.readAllLines(world.sample().resolve(SampleCorpus.KB)));
    lines.remove(5);
    for (int i : new int[] {7, 20}) {
      lines.set(i, lines.get(i).replaceFirst("\"label\": ?\"", "$0New "));
    }
    lines.add("{\"qid\": \"Q987654321\", \"label\": \"Newcomer\", \"description\": \"new\"}");
    Path file = Files.write(dir.resolve("changed.jsonl"), lines);
    SmallWorld.run(
        new ImportKbJob(),
        "--from",
        "jsonl",
        "--in",
        file.toString(),
        "--images-root",
        world.sample().toString(),
        "--out",
        dir.resolve("kb").toString());
    return dir.resolve("kb").toString();
  }

  private static Summary embed(String kb, String out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("--kb", kb, "--model", world.model(), "--out", dir.resolve(out).toString()));
    args.addAll(List.of(more));
    return SmallWorld.run(new EmbedKbJob(), args.toArray(String[]::new));
  }
}
