package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.FeatureSettings.DeviceChoice;
import org.melange.job.cli.Job;
import org.melange.link.model.EncodedFeatures;
import org.melange.link.model.FullScores;
import org.melange.link.model.LinkingModel;
import org.melange.run.ExitCode;
import org.melange.sample.SampleCorpus;
import org.melange.spark.features.ComputedFeatures;
import org.melange.spark.model.ModelInfo;
import org.melange.testing.LocalSpark;

/** The token gate from a shape to links and ranks: what every job makes of it fits the next. */
class TokenGateTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LISTED = 6;
  private static final String NO_NAMES = "link.name-prior=0";

  private final SmallWorld world = SmallWorld.get();

  @TempDir private Path dir;

  /** One labelled mention. */
  private record Labelled(String id, String mention, String text, String image, String gold) {}

  @Test
  void linksAndRanksAreThoseOfTheMatcherItself() throws IOException {
    String model = make();
    List<Labelled> mentions = labelled();
    assertThat(mentions).hasSizeGreaterThan(20);
    Map<String, float[]> scores = new LinkedHashMap<>();
    List<String> qids = scores(model, mentions, scores);

    Map<String, List<Row>> links = links(model, mentions);
    for (Labelled mention : mentions) {
      float[] full = scores.get(mention.id());
      List<Row> candidates = links.get(mention.id());
      assertThat(candidates)
          .extracting(candidate -> candidate.<String>getAs("qid"))
          .isEqualTo(best(full).stream().limit(LISTED).map(qids::get).toList());
      for (Row candidate : candidates) {
        assertThat(candidate.<Float>getAs("score"))
            .isCloseTo(full[qids.indexOf(candidate.<String>getAs("qid"))], within(1e-4f));
      }
    }
    Map<String, Integer> ranks = ranks(model, mentions);
    for (Labelled mention : mentions) {
      assertThat(ranks.get(mention.id()))
          .isEqualTo(1 + best(scores.get(mention.id())).indexOf(qids.indexOf(mention.gold())));
    }
  }

  /** Model and entity table. */
  private String make() throws IOException {
    String shape = Files.readString(SmallWorld.SHAPE).replace("published", "token");
    run(
        new InitModelJob(),
        "--shape",
        Files.writeString(dir.resolve("shape.json"), shape).toString(),
        "--kb",
        world.kb(),
        "--posts",
        world.posts().toString(),
        "--set",
        "quarantine.max-share=0.2",
        "--out",
        dir + "/model");
    run(
        new EmbedKbJob(),
        "--kb",
        world.kb(),
        "--model",
        dir + "/model",
        "--out",
        dir + "/table",
        "--set",
        "run.partitions=3");
    assertThat(Files.readString(dir.resolve("table/manifest.json"))).contains("token:16,8,8");
    return dir + "/model";
  }

  /**
   * Scores of every entity by mention.
   *
   * @return the entities in their order
   */
  private List<String> scores(String model, List<Labelled> mentions, Map<String, float[]> scores) {
    TreeMap<Long, EncodedFeatures> entities =
        ComputedFeatures.ofEntities(world.kb(), model, world.sample().toString());
    Map<String, EncodedFeatures> features =
        ComputedFeatures.ofMentions(
            mentions.stream().map(TokenGateTest::row).toList(), model, world.sample().toString());
    try (LinkingModel loaded = ModelInfo.load(model, DeviceChoice.CPU)) {
      float[][] all =
          FullScores.of(loaded, List.copyOf(features.values()), List.copyOf(entities.values()));
      int m = 0;
      for (String id : features.keySet()) {
        scores.put(id, all[m++]);
      }
    }
    return entities.keySet().stream().map(number -> "Q" + number).toList();
  }

  /** Places of entities, best first, ties by QID. */
  private static List<Integer> best(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(i -> -scores[i])
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private Map<String, List<Row>> links(String model, List<Labelled> mentions) throws IOException {
    List<String> posts = mentions.stream().map(TokenGateTest::post).toList();
    run(
        new AnnotateJob(),
        with(
            model,
            "links",
            "--posts",
            Files.write(dir.resolve("posts.jsonl"), posts).toString(),
            "--allow-untrained",
            "--set",
            NO_NAMES,
            "--set",
            "link.candidates=all",
            "--set",
            "report.sample=0",
            "--set",
            "link.top-k=" + LISTED));
    Map<String, List<Row>> links = new TreeMap<>();
    for (Row row : LocalSpark.session().read().parquet(dir + "/links/links").collectAsList()) {
      links.put(row.getAs("post_id"), row.getList(row.fieldIndex("candidates")));
    }
    assertThat(links).hasSameSizeAs(mentions);
    return links;
  }

  private Map<String, Integer> ranks(String model, List<Labelled> mentions) throws IOException {
    ArrayNode records = JSON.createArrayNode();
    for (Labelled mention : mentions) {
      records
          .addObject()
          .put("id", mention.id())
          .put("sentence", mention.text())
          .put("imgPath", mention.image())
          .put("mentions", mention.mention())
          .put("entities", mention.mention())
          .put("answer", mention.gold());
    }
    Path dataset = Files.createDirectories(dir.resolve("dataset"));
    Files.writeString(dataset.resolve("sample_dev.json"), records.toString());
    run(
        new EvaluateJob(),
        with(
            model,
            "evaluation",
            "--dataset",
            dataset.toString(),
            "--split",
            "dev",
            "--set",
            NO_NAMES));
    Map<String, Integer> ranks = new TreeMap<>();
    for (Row row : LocalSpark.session().read().parquet(dir + "/evaluation/ranks").collectAsList()) {
      String id = row.<String>getAs("mention_key").split("/", 2)[0];
      ranks.put(id, row.<Number>getAs("rank").intValue());
    }
    return ranks;
  }

  private String[] with(String model, String out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--kb",
                world.kb(),
                "--model",
                model,
                "--table",
                dir + "/table",
                "--out",
                dir + "/" + out,
                "--set",
                "posts.images-root=" + world.sample(),
                "--set",
                "enrich.strategy=off"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  private static void run(Job job, String... args) {
    JobRun run = JobRun.of(job, args);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
  }

  private static String row(Labelled mention) {
    ObjectNode row =
        JSON.createObjectNode()
            .put("id", mention.id())
            .put("mention", mention.mention())
            .put("text", mention.text());
    ArrayNode images = row.putArray("images");
    if (!mention.image().isEmpty()) {
      images.addObject().put("uri", mention.image());
    }
    return row.toString();
  }

  private static String post(Labelled mention) {
    ObjectNode post =
        JSON.createObjectNode().put("post_id", mention.id()).put("text", mention.text());
    post.putArray("mentions").addObject().put("text", mention.mention());
    ArrayNode images = post.putArray("images");
    if (!mention.image().isEmpty()) {
      images.addObject().put("uri", mention.image());
    }
    return post.toString();
  }

  /** The mentions of the sample whose entity is known. */
  private List<Labelled> labelled() throws IOException {
    Map<String, JsonNode> posts = new TreeMap<>();
    for (String line : Files.readAllLines(world.posts())) {
      if (line.startsWith("{\"post_id\":\"s")) {
        JsonNode post = JSON.readTree(line);
        posts.put(post.path("post_id").asText(), post);
      }
    }
    List<Labelled> mentions = new ArrayList<>();
    for (String line : Files.readAllLines(world.sample().resolve(SampleCorpus.GOLD))) {
      JsonNode gold = JSON.readTree(line);
      JsonNode post = posts.get(gold.path("post_id").asText());
      if (post != null && gold.path("qid").isTextual()) {
        mentions.add(labelled(post, gold, mentions.size()));
      }
    }
    return mentions;
  }

  private static Labelled labelled(JsonNode post, JsonNode gold, int number) {
    String name = "";
    for (JsonNode mention : post.path("mentions")) {
      if (mention.path("mention_id").equals(gold.path("mention_id"))) {
        name = mention.path("text").asText();
      }
    }
    return new Labelled(
        String.format(Locale.ROOT, "m%03d", number),
        name,
        post.path("text").asText(),
        post.path("images").path(0).path("uri").asText(""),
        gold.path("qid").asText());
  }
}
