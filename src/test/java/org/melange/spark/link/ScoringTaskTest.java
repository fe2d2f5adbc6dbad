package org.melange.spark.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.config.LinkSettings.CandidateMode;
import org.melange.config.Settings;
import org.melange.job.SmallWorld;
import org.melange.link.row.EntityTable;
import org.melange.link.row.NameTerm;
import org.melange.link.score.LinkerOptions;
import org.melange.link.score.NamePrior;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.row.PostCodec;
import org.melange.testing.LocalSpark;

/** Mentions of a partition on their way to the scorer, in the thread that asks. */
class ScoringTaskTest {

  private static final int MENTIONS = 7;

  private static SmallWorld world;
  private static List<Row> mentions;

  @BeforeAll
  static void encodeMentions() {
    world = SmallWorld.get();
    List<String> json = new ArrayList<>();
    for (int m = 0; m < MENTIONS; m++) {
      json.add(
          String.format(
              Locale.ROOT,
              "{\"tag\": %d, \"mention\": \"Monaco\", \"text\": \"Monaco %d\", \"images\": [],"
                  + " \"candidates\": [%s]}",
              m,
              m,
              m == 0 ? "" : candidates()));
    }
    mentions =
        ClipFeatures.ofMentions(world.model(), ".", Settings.defaults())
            .transform(
                LocalSpark.rows(
                    "tag int, mention string, text string, images array<struct<uri: string, bytes:"
                        + " binary>>, candidates array<struct<qid: string, match: string, weight:"
                        + " double>>",
                    json))
            .orderBy("tag")
            .collectAsList();
  }

  /** One that the table lacks, and one that is there twice. */
  private static String candidates() {
    EntityTable table = task(CandidateMode.NAMES, 0, 1).entities();
    return """
    {"qid": "%s", "match": "exact", "weight": 0.5}, {"qid": "Q999999999", "match": "exact",
    "weight": 1.0}, {"qid": "%s", "match": "fuzzy", "weight": 0.25}, {"qid": "%s", "match":
    "fuzzy", "weight": 0.75}\
    """
        .formatted(table.qid(3), table.qid(1), table.qid(3))
        .replace('\n', ' ');
  }

  private static ScoringTask task(CandidateMode mode, double prior, int together) {
    EntityLinker linker =
        new EntityLinker()
            .setModel(world.model())
            .setTable(world.table())
            .setBatchSize(2)
            .setCandidateMode(mode);
    linker
        .set(linker.mentionsAtOnce(), together)
        .set(linker.namePrior(), prior)
        .set(linker.nearest(), 4);
    return linker.scoring(LocalSpark.session(), List.of("text_tokens"), LinkerOptions.exact(2));
  }

  private static List<ScoringTask.Batch> batches(ScoringTask task) {
    List<ScoringTask.Batch> batches = new ArrayList<>();
    Iterator<Row> rows =
        task.map(
            mentions.iterator(),
            batch -> {
              batches.add(batch);
              return batch.mentions();
            },
            (mention, same) -> mention.kept());
    List<Integer> tags = new ArrayList<>();
    rows.forEachRemaining(row -> tags.add(row.getAs("tag")));
    assertThat(tags).isEqualTo(IntStream.range(0, MENTIONS).boxed().toList());
    return batches;
  }

  @Test
  void mentionsAreScoredAsManyTogetherAsIsSet() {
    assertThat(batches(task(CandidateMode.ALL, 0, 3)))
        .extracting(batch -> batch.rows().size())
        .containsExactly(3, 3, 1);
    assertThat(batches(task(CandidateMode.ALL, 0, 100))).hasSize(1);
  }

  @Test
  void rowsLoseTheColumnsThatAreConsumedAndKeepTheOthers() {
    ScoringTask.Batch batch = batches(task(CandidateMode.ALL, 0, 100)).get(0);
    assertThat(batch.mentions().get(0).kept().schema().fieldNames())
        .contains("tag", "candidates", "text_cls")
        .doesNotContain("text_tokens");
  }

  @Test
  void candidatesByNameAreThoseOfTheTableEachOnce() {
    List<int[]> candidates = batches(task(CandidateMode.NAMES, 0, 100)).get(0).candidates();
    assertThat(candidates.get(0)).isEmpty();
    assertThat(candidates.subList(1, MENTIONS))
        .allSatisfy(found -> assertThat(found).containsExactly(3, 1));
  }

  @Test
  void theNearestFollowThoseOfTheNameInAHybridSearch() {
    ScoringTask.Batch batch = batches(task(CandidateMode.HYBRID, 0, 100)).get(0);
    List<int[]> near = batch.linker().nearest(batch.rows(), 4);
    List<int[]> candidates = batch.candidates();
    assertThat(candidates.get(0)).containsExactly(near.get(0));
    for (int m = 1; m < MENTIONS; m++) {
      assertThat(candidates.get(m)).startsWith(3, 1).doesNotHaveDuplicates();
      int[] behind = Arrays.copyOfRange(candidates.get(m), 2, candidates.get(m).length);
      assertThat(behind)
          .containsExactly(
              Arrays.stream(near.get(m)).filter(index -> index != 3 && index != 1).toArray());
    }
  }

  @Test
  void aNameAddsItsLargestValueAndALabelTheFloorOfTheModel() {
    ScoringTask.Batch batch = batches(task(CandidateMode.NAMES, 2, 100)).get(0);
    List<NamePrior> priors = batch.priors();
    int[] both = {1, 3};
    List<Float> alone = scores(batch, both, NamePrior.NONE);
    List<Float> lifted = scores(batch, both, priors.get(1));
    float floor = (float) (NameTerm.UNTRAINED.floor() + 2);
    assertThat(lifted).containsExactly(alone.get(0) + 2 * 0.25f, alone.get(1) + (2 * 0.5f + floor));
    assertThat(scores(batch, both, priors.get(0))).isEqualTo(alone);
    assertThat(batches(task(CandidateMode.NAMES, 0, 100)).get(0).priors())
        .containsOnly(NamePrior.NONE);
  }

  /** Scores of the second mention with some entities, in the order of the entities. */
  private static List<Float> scores(ScoringTask.Batch batch, int[] entities, NamePrior prior) {
    return Arrays.stream(entities)
        .mapToObj(
            entity ->
                batch
                    .linker()
                    .rank(batch.rows().get(1), new int[] {entity}, prior)
                    .get(0)
                    .score()
                    .score())
        .toList();
  }

  @Test
  void pairsAreCountedWhereEveryEntityIsScored() {
    for (CandidateMode mode : CandidateMode.values()) {
      ScoringTask task = task(mode, 0, 3);
      Iterator<Row> rows =
          task.map(
              mentions.iterator(),
              batch -> {
                if (mode == CandidateMode.ALL) {
                  batch.linker().rankAll(batch.rows(), batch.priors());
                } else {
                  batch.candidates();
                }
                return batch.mentions();
              },
              (mention, same) -> mention.kept());
      rows.forEachRemaining(row -> {});
      long pairs = (long) MENTIONS * task.entities().size();
      assertThat(task.times().pairs().value())
          .as("%s", mode)
          .isEqualTo(mode == CandidateMode.ALL ? pairs : 0);
      assertThat(task.times().pruned().value()).isLessThanOrEqualTo(task.times().pairs().value());
    }
  }

  @Test
  void candidatesOfRowsAreUntouched() {
    ScoringTask.Batch batch = batches(task(CandidateMode.NAMES, 0, 100)).get(0);
    assertThat(PostCodec.list(batch.mentions().get(1).kept(), "candidates")).hasSize(4);
  }
}
