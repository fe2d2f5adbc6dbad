package org.melange.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.melange.sample.PostPlan.PlannedMention;

/**
 * Writes the sample as a labelled data set in MIMIC's layout, to train and to evaluate on: {@code
 * kb.jsonl}, {@code sample_train.json} and {@code sample_dev.json} from the training part, {@code
 * sample_test.json} from the held-out part, and the pictures. One record a mention; {@code
 * description} is the entity's, as a perfect reader of the post would choose it.
 */
public final class SampleDataSet {

  private SampleDataSet() {}

  /**
   * How many posts of each split.
   *
   * @param train to learn from
   * @param dev further ones of the training part, to stop early on
   * @param test of the held-out part
   */
  public record Sizes(int train, int dev, int test) {}

  /**
   * Writes the data set below {@code dir}.
   *
   * @throws IOException if a file cannot be written
   */
  public static void write(Path dir, long seed, Sizes sizes) throws IOException {
    SampleEntities entities = SampleEntities.load();
    Files.createDirectories(dir);
    SampleOptions train = SampleOptions.training(sizes.train() + sizes.dev()).withSeed(seed);
    SampleOptions test = new SampleOptions(SamplePart.TEST, seed, sizes.test(), false, false);
    new KbWriter(dir, train).write(entities);
    write(dir, "train", entities, train, 0, sizes.train());
    write(dir, "dev", entities, train, sizes.train(), sizes.train() + sizes.dev());
    write(dir, "test", entities, test, 0, sizes.test());
  }

  private static void write(
      Path dir, String split, SampleEntities entities, SampleOptions options, int from, int to)
      throws IOException {
    PostPlanner planner = new PostPlanner(entities, options.part());
    PostPictures pictures = new PostPictures(dir, options);
    String separator = "[\n";
    try (BufferedWriter file = Files.newBufferedWriter(dir.resolve("sample_" + split + ".json"))) {
      for (int i = from; i < to; i++) {
        SplittableRandom random = SampleCorpus.random(options, i);
        PostPlan plan = planner.plan(options.part().postId(i), random);
        String picture =
            plan.flag().isPresent() ? pictures.file(plan.postId(), plan.flag().get(), random) : "";
        for (int m = 0; m < plan.mentions().size(); m++) {
          file.write(separator + record(entities, plan, m, picture));
          separator = ",\n";
        }
      }
      file.write("\n]\n");
    }
  }

  private static ObjectNode record(
      SampleEntities entities, PostPlan plan, int number, String picture) {
    PlannedMention mention = plan.mentions().get(number);
    ObjectNode record = PostJson.object();
    record.put("id", plan.postId() + "-" + number);
    record.put("sentence", plan.text());
    record.put("imgPath", picture);
    record.put("mentions", mention.text());
    record.put("answer", mention.qid().orElse("nil"));
    mention
        .qid()
        .map(entities::withQid)
        .ifPresent(
            entity -> {
              record.put("entities", entity.label());
              record.put("description", entity.description());
            });
    return record;
  }
}
