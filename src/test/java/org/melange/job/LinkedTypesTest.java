package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.kb.Qids;
import org.melange.run.ExitCode;
import org.melange.sample.SampleCorpus;
import org.melange.testing.LocalSpark;

/**
 * {@code link.types} with a model: linking among the entities of a type is linking with a knowledge
 * base that has only them.
 */
class LinkedTypesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MANY = "link.top-k=10000";

  @TempDir private static Path home;

  private static SmallWorld world;
  private static String typed;
  private static String only;

  @BeforeAll
  static void makeKnowledgeBases() throws IOException {
    world = SmallWorld.get();
    List<String> all = new ArrayList<>();
    List<String> some = new ArrayList<>();
    try (Stream<String> lines = Files.lines(world.sample().resolve(SampleCorpus.KB))) {
      for (String line : lines.toList()) {
        ObjectNode entity = (ObjectNode) JSON.readTree(line);
        boolean accepted = Qids.number(entity.get("qid").asText()) % 3 != 0;
        entity.putArray("types").add(accepted ? "Q5" : "Q6");
        all.add(entity.toString());
        if (accepted) {
          some.add(entity.toString());
        }
      }
    }
    typed = made("typed", all);
    only = made("only", some);
  }

  /** A knowledge base and its table. */
  private static String made(String name, List<String> entities) throws IOException {
    Path sample = Files.write(world.sample().resolve(name + ".jsonl"), entities);
    String kb = home.resolve(name).toString();
    SmallWorld.run(new ImportKbJob(), "--from", "jsonl", "--in", sample.toString(), "--out", kb);
    SmallWorld.run(new EmbedKbJob(), "--kb", kb, "--model", world.model(), "--out", kb + "-table");
    return kb;
  }

  @Test
  void amongAllEntitiesTheScoresAreThoseOfTheSmallerKnowledgeBase() {
    String[] settings = {"link.candidates=all", "link.name-prior=0"};
    Map<String, Map<String, Float>> expected = links(only, settings);
    Map<String, Map<String, Float>> links =
        links(typed, with(settings, "link.types=Q5", "mentions.types=Q5"));
    assertThat(links.keySet()).isNotEmpty().isEqualTo(expected.keySet());
    links.forEach((mention, scores) -> assertSame(mention, scores, expected.get(mention)));
  }

  /** Rows of a table depend in their last digits on the batches that libtorch computed them in. */
  private static void assertSame(
      String mention, Map<String, Float> scores, Map<String, Float> expected) {
    assertThat(scores.keySet()).as(mention).isEqualTo(expected.keySet());
    scores.forEach((qid, score) -> assertThat(score).isCloseTo(expected.get(qid), within(1e-5f)));
  }

  @Test
  void inEveryModeTheEntitiesOfATypeAreRankedAsAmongAll() {
    for (String mode : List.of("names", "all", "hybrid")) {
      String[] settings = {
        "link.candidates=" + mode,
        "link.name-prior=0.5",
        "link.max-candidates=10000",
        "link.vector-candidates=10000"
      };
      Map<String, Map<String, Float>> expected = new TreeMap<>();
      links(typed, with(settings, MANY))
          .forEach(
              (mention, scores) -> {
                Map<String, Float> accepted = new TreeMap<>(scores);
                accepted.keySet().removeIf(qid -> Qids.number(qid) % 3 == 0);
                expected.put(mention, accepted);
              });
      assertThat(links(typed, with(settings, MANY, "link.types=Q5"))).isEqualTo(expected);
    }
  }

  @Test
  void aClassThatTheKnowledgeBaseLacksEndsTheJob() {
    assertThat(refused(typed, "link.types=Q5,Q77")).contains(typed + " has no class Q77");
    assertThat(refused(typed, "mentions.types=Q78")).contains(typed + " has no class Q78");
    assertThat(home.resolve("out")).doesNotExist();
  }

  @Test
  void entitiesWithoutTypesEndTheJob() {
    String kb = world.kb();
    JobRun run = annotate(kb, world.table(), "link.types=Q5");
    assertThat(run.code()).isEqualTo(ExitCode.INPUT);
    assertThat(run.summary().get("error").asText())
        .contains("the entities of " + kb + " have no types");
  }

  private String refused(String kb, String... settings) {
    JobRun run = annotate(kb, kb + "-table", settings);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.INPUT);
    return run.summary().get("error").asText();
  }

  private static String[] with(String[] settings, String... more) {
    return Stream.concat(Arrays.stream(settings), Arrays.stream(more)).toArray(String[]::new);
  }

  /** By mention, the scores of its candidates. */
  private Map<String, Map<String, Float>> links(String kb, String... settings) {
    JobRun run = annotate(kb, kb + "-table", settings);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
    Map<String, Map<String, Float>> links = new TreeMap<>();
    for (Row row : LocalSpark.session().read().parquet(home + "/out/links").collectAsList()) {
      Map<String, Float> scores = new TreeMap<>();
      List<Row> candidates = row.getList(row.fieldIndex("candidates"));
      candidates.forEach(c -> scores.put(c.getAs("qid"), c.getAs("score")));
      links.put(row.getAs("post_id") + "/" + row.getAs("mention_id"), scores);
    }
    return links;
  }

  private JobRun annotate(String kb, String table, String... settings) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--posts",
                world.posts().toString(),
                "--kb",
                kb,
                "--model",
                world.model(),
                "--table",
                table,
                "--allow-untrained",
                "--overwrite",
                "--out",
                home + "/out"));
    for (String setting : with(settings, "quarantine.max-share=1", "report.sample=0")) {
      args.addAll(List.of("--set", setting));
    }
    return JobRun.of(new AnnotateJob(), args.toArray(String[]::new));
  }
}
