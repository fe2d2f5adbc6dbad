package org.melange.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.melange.sample.PostPlan.PlannedMention;

/**
 * Writes the sample as a labelled data set in MIMIC's layout, for training and evaluation: {@code
 * kb.jsonl}, {@code sample_train.json} and {@code sample_dev.json} from the training part, {@code
 * sample_test.json} from the held-out part, and the images. One record per mention; {@code
 * description} is that of the right entity.
 */
public final class SampleDataSet {

  private SampleDataSet() {}

  /**
   * The number of posts in each split.
   *
   * @param train posts for training
   * @param dev further posts of the training part, for early stopping
   * @param test posts of the held-out part
   */
  public record Sizes(int train, int dev, int test) {}

  /**
   * Writes the data set to {@code dir}.
   *
   * @throws IOException if a file cannot be written
   */
  public static void write(Path dir, long seed, Sizes sizes) throws IOException {
    SampleEntities entities = SampleEntities.load();
    Files.createDirectories(dir);
    SampleOptions train = SampleOptions.training(sizes.train() + sizes.dev()).withSeed(seed);
    SampleOptions test = new SampleOptions(SamplePart.TEST, seed, sizes.test(), false);
    new KbWriter(dir).write(entities);
    write(dir, "train", entities, train, 0, sizes.train());
    write(dir, "dev", entities, train, sizes.train(), sizes.train() + sizes.dev());
    write(dir, "test", entities, test, 0, sizes.test());
  }

  private static void write(
      Path dir, String split, SampleEntities entities, SampleOptions options, int from, int to)
      throws IOException {
    PostPlanner planner = new PostPlanner(entities, options.part());
    PostImages images = new PostImages(dir);
    String separator = "[\n";
    try (BufferedWriter file = Files.newBufferedWriter(dir.resolve("sample_" + split + ".json"))) {
      for (int i = from; i < to; i++) {
        SplittableRandom random = SampleCorpus.random(options, i);
        PostPlan plan = planner.plan(options.part().postId(i), random);
        String image =
            plan.flag().isPresent() ? images.file(plan.postId(), plan.flag().get(), random) : "";
        for (int m = 0; m < plan.mentions().size(); m++) {
          file.write(separator + record(entities, plan, m, image));
          separator = ",\n";
        }
      }
      file.write("\n]\n");
    }
  }

  private static ObjectNode record(
      SampleEntities entities, PostPlan plan, int number, String image) {
    PlannedMention mention = plan.mentions().get(number);
    ObjectNode record = PostJson.object();
    record.put("id", plan.postId() + "-" + number);
    record.put("sentence", plan.text());
    record.put("imgPath", image);
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
