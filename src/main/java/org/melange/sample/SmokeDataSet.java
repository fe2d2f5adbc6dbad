package org.melange.sample;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.melange.sample.flag.FlagPainter;
import org.melange.sample.flag.FlagSpec;

/**
 * Writes a small labeled data set in the layout of the published ones: {@code kb_entity.json},
 * {@code qid2id.json}, {@code Smoke_train.json}, {@code Smoke_dev.json}, {@code Smoke_test.json},
 * and the images of entities and mentions in two directories. Several entities have the name of a
 * mention, all texts are alike, and only the image tells which of them is meant. The same bytes are
 * written each time.
 */
public final class SmokeDataSet {

  /** The number of mentions for training. */
  public static final int TRAIN = 200;

  /** The number of mentions for early stopping. */
  public static final int DEV = 40;

  /** The number of mentions to evaluate on. */
  public static final int TEST = 80;

  /** The directory of images of entities. */
  public static final String KB_IMAGES = "kb_image";

  /** The directory of images of mentions. */
  public static final String MENTION_IMAGES = "mention_image";

  private static final long SEED = 43;
  private static final int WIDTH = 64;
  private static final float QUALITY = 0.9f;

  private final Path dir;
  private final List<SampleEntity> entities;
  private final List<SampleEntity> meant;
  private final SampleEntities sample;

  private SmokeDataSet(Path dir, SampleEntities sample) {
    this.dir = dir;
    this.sample = sample;
    this.entities = sample.drawable();
    this.meant = sample.contested();
  }

  /** The number of entities. */
  public static int entities() {
    return SampleEntities.load().drawable().size();
  }

  /**
   * Writes the data set to {@code dir}.
   *
   * @throws IOException if a file cannot be written
   */
  public static void write(Path dir) throws IOException {
    Files.createDirectories(dir.resolve(KB_IMAGES));
    Files.createDirectories(dir.resolve(MENTION_IMAGES));
    SmokeDataSet data = new SmokeDataSet(dir, SampleEntities.load());
    data.writeEntities();
    SplittableRandom random = new SplittableRandom(SEED);
    data.writeMentions("train", TRAIN, random);
    data.writeMentions("dev", DEV, random);
    data.writeMentions("test", TEST, random);
  }

  /** Every third entity has a second image, a darker one. */
  private void writeEntities() throws IOException {
    ArrayNode kb = PostJson.object().arrayNode();
    ObjectNode numbers = PostJson.object();
    for (int i = 0; i < entities.size(); i++) {
      SampleEntity entity = entities.get(i);
      ObjectNode node = kb.addObject();
      node.put("id", i).put("qid", entity.qid()).put("type", "entity");
      node.put("entity_name", entity.label()).put("desc", entity.description());
      ArrayNode aliases = node.putArray("alias");
      entity.aliases().forEach(aliases::add);
      ArrayNode images = node.putArray("image_list");
      images.add(image(KB_IMAGES, entity.qid() + "_0", entity.flag().orElseThrow(), 1));
      if (i % 3 == 0) {
        images.add(image(KB_IMAGES, entity.qid() + "_1", entity.flag().orElseThrow(), 0.8));
      }
      numbers.put(entity.qid(), i);
    }
    Files.writeString(dir.resolve("kb_entity.json"), kb + "\n");
    Files.writeString(dir.resolve("qid2id.json"), numbers + "\n");
  }

  private void writeMentions(String split, int count, SplittableRandom random) throws IOException {
    ArrayNode records = PostJson.object().arrayNode();
    for (int i = 0; i < count; i++) {
      SampleEntity entity = meant.get(random.nextInt(meant.size()));
      List<String> names = sample.ambiguousNames(entity);
      String name = names.get(random.nextInt(names.size()));
      double light = 0.75 + 0.25 * random.nextDouble();
      String file = split + "_" + i;
      image(MENTION_IMAGES, file, entity.flag().orElseThrow(), light);
      ObjectNode record = records.addObject();
      record.put("id", file).put("sentence", "This is a flag of " + name + ".");
      // As in the published sets, a record may name the file before it was converted to JPEG.
      record.put("imgPath", file + (i % 2 == 0 ? ".jpg" : ".svg.png"));
      record.put("mentions", name).put("entities", entity.label()).put("answer", entity.qid());
      record.put("desc", "place with a flag");
    }
    Files.writeString(dir.resolve("Smoke_" + split + ".json"), records + "\n");
  }

  /** Writes an image and returns the name of its file. */
  private String image(String directory, String name, FlagSpec flag, double light)
      throws IOException {
    BufferedImage image = FlagPainter.paint(flag, WIDTH);
    Graphics2D shade = image.createGraphics();
    shade.setColor(new Color(0, 0, 0, (float) (1 - light)));
    shade.fillRect(0, 0, image.getWidth(), image.getHeight());
    shade.dispose();
    Files.write(dir.resolve(directory).resolve(name + ".jpg"), ImageFiles.jpeg(image, QUALITY));
    return name + ".jpg";
  }
}
