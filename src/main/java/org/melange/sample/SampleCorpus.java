package org.melange.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Writes the sample: a knowledge base of entities that share names, posts that use those names, and
 * the gold links.
 *
 * <table>
 *   <caption>Files</caption>
 *   <tr><td>{@code kb.jsonl}<td>{@code qid, label, description, aliases, popularity, images}
 *   <tr><td>{@code posts.jsonl}<td>{@code post_id, text, mentions, images, split}; {@code split} is
 *       {@code train} or {@code test}; a post without {@code mentions} is searched for names
 *   <tr><td>{@code gold.jsonl}<td>{@code post_id, mention_id, qid} of every
 *       valid mention; {@code qid} is null for an entity that is not in the knowledge base
 *   <tr><td>{@code gold-by-name.jsonl}<td>{@code post_id, text, start, end, qid}: the
 *       mentions to find in posts without mentions
 *   <tr><td>{@code images/kb}, {@code images/posts}<td>clean flags, and flags in photos
 * </table>
 */
public final class SampleCorpus {

  /** The file of entities. */
  public static final String KB = "kb.jsonl";

  /** The file of posts. */
  public static final String POSTS = "posts.jsonl";

  /** The file of gold links. */
  public static final String GOLD = "gold.jsonl";

  /** The file of gold links for posts without mentions. */
  public static final String GOLD_BY_NAME = "gold-by-name.jsonl";

  private SampleCorpus() {}

  /**
   * Writes the sample to {@code dir} and replaces an earlier one.
   *
   * @throws IOException if a file cannot be written
   */
  public static SampleCounts write(Path dir, SampleOptions options) throws IOException {
    SampleEntities entities = SampleEntities.load();
    Files.createDirectories(dir);
    new KbWriter(dir).write(entities);
    try (PostWriter writer = new PostWriter(dir, options)) {
      writePosts(new PostPlanner(entities, options.part()), writer, options);
      return writer.counts(entities);
    }
  }

  private static void writePosts(PostPlanner planner, PostWriter writer, SampleOptions options)
      throws IOException {
    Defect[] defects = Defect.values();
    int gap = options.posts() / (defects.length + 1);
    boolean inlineDue = false;
    for (int i = 0; i < options.posts(); i++) {
      SplittableRandom random = random(options, i);
      PostPlan plan = planner.plan(options.part().postId(i), random);
      inlineDue |= i == options.posts() / 2;
      boolean inline = inlineDue && plan.flag().isPresent();
      inlineDue &= !inline;
      writer.write(plan, inline, random);
      int planted = (i + 1) / gap - 1;
      if (options.defects() && (i + 1) % gap == 0 && planted < defects.length) {
        SplittableRandom other = random(options, -1 - planted);
        String id = "x-" + defects[planted].code().replace('_', '-');
        writer.write(planner.pair(id, other), defects[planted], other);
      }
    }
  }

  /** Every post has its own random numbers, so that it does not change when others are added. */
  static SplittableRandom random(SampleOptions options, long post) {
    return new SplittableRandom(options.part().seed(options.seed()) * 0x9e3779b97f4a7c15L + post);
  }
}
