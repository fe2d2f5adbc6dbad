package org.melange.job.reproduce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.melange.corpus.DamagedInputException;
import org.melange.corpus.ImageRef;
import org.melange.corpus.MimicPostParser;
import org.melange.corpus.ParsedPost;
import org.melange.corpus.Post;
import org.melange.kb.Entity;
import org.melange.kb.MimicEntityReader;
import org.melange.kb.ParsedEntity;
import org.melange.spark.post.DataSet;

/** Compares the files of a data set with what is known of the published one. Not thread-safe. */
final class DataCheck {

  private static final String ORIGIN =
      "take it from the data that https://github.com/pengfei-luo/MIMIC links";
  private static final String DESCRIBED =
      "take the files with descriptions that https://github.com/zhiweihu1103/MEL-MMoE links";

  /** From this share of missing images on, results cannot be compared. */
  private static final double MISSING = 0.1;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final PublishedSet set;
  private final DataFiles files;
  private final Set<String> qids = new HashSet<>();
  private final List<DataReport.Count> counts = new ArrayList<>();
  private final List<DataReport.Problem> problems = new ArrayList<>();
  private final Images kbImages = new Images();
  private final Images mentionImages = new Images();
  private long described;
  private long unknown;
  private long rejected;

  private DataCheck(PublishedSet set, DataFiles files) {
    this.set = set;
    this.files = files;
  }

  /** Reads the files and looks for the images. */
  static DataReport of(PublishedSet set, DataFiles files) {
    DataCheck check = new DataCheck(set, files);
    if (!Files.isDirectory(files.directory())) {
      check.fault(files.directory() + " is not a directory", "name the directory with --data");
      return check.report();
    }
    check.entities();
    PublishedSet.SPLITS.forEach(check::mentions);
    check.wholeSet();
    return check.report();
  }

  private DataReport report() {
    return new DataReport(counts, problems);
  }

  /** Images that records name, and those that are there. */
  private static final class Images {
    private long named;
    private long found;

    void add(boolean exists) {
      named++;
      found += exists ? 1 : 0;
    }
  }

  private void entities() {
    if (!Files.isRegularFile(files.kb())) {
      fault(files.kb() + " does not exist", ORIGIN);
      return;
    }
    for (ParsedEntity parsed : read(files.kb(), MimicEntityReader::read)) {
      rejected += parsed.fold(accepted -> entity(accepted.entity()), refused -> 1);
    }
    compare("entities", set.entities(), qids.size());
  }

  /** Takes note of an entity; 0, the number of rejected records. */
  private int entity(Entity entity) {
    qids.add(entity.qid());
    entity.images().forEach(uri -> kbImages.add(files.hasKbImage(uri)));
    return 0;
  }

  private void mentions(String split) {
    List<Path> found = files.split(split);
    if (found.isEmpty()) {
      fault(files.directory() + " has no file *_" + split + ".json", ORIGIN);
      return;
    }
    long mentions = 0;
    for (Path file : found) {
      for (ParsedPost parsed : read(file, MimicPostParser::parse)) {
        mentions +=
            parsed.fold(accepted -> mention(accepted.post()), deleted -> 0, refused -> reject());
      }
    }
    compare("mentions of " + split, set.mentions().get(split), mentions);
  }

  private int reject() {
    rejected++;
    return 0;
  }

  /** Counts a post, which has one mention; 0 if its answer is that there is no entity. */
  private int mention(Post post) {
    JsonNode extra = extra(post);
    String answer = extra.path("answer").asText();
    if (answer.equals(DataSet.NIL)) {
      return 0;
    }
    unknown += qids.contains(answer) ? 0 : 1;
    described += extra.has(MimicPostParser.GIVEN_DESCRIPTION) ? 1 : 0;
    for (ImageRef image : post.images()) {
      if (image instanceof ImageRef.Uri named) {
        mentionImages.add(files.hasMentionImage(named.uri()));
      }
    }
    return 1;
  }

  private static JsonNode extra(Post post) {
    try {
      return JSON.readTree(post.extra());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("further columns of a post are not JSON", e);
    }
  }

  private void wholeSet() {
    if (!qids.isEmpty() && unknown > 0) {
      differ(
          String.format(Locale.ROOT, "answers that are not among the entities: %,d", unknown),
          "use entities and mentions of one download");
    }
    if (rejected > 0) {
      differ(
          String.format(Locale.ROOT, "invalid records: %,d", rejected),
          "download the files again; import-kb puts such records into its quarantine");
    }
    if (described == 0) {
      differ("no mention has a description (desc)", DESCRIBED);
    }
    if (!Files.isRegularFile(files.numbers())) {
      differ(files.numbers() + " does not exist, so entities are ranked in another order", ORIGIN);
    }
    images("entities", kbImages, files.kbImages(), "--kb-images");
    images("mentions", mentionImages, files.mentionImages(), "--mention-images");
  }

  private void images(String of, Images images, Path directory, String option) {
    counts.add(new DataReport.Count("images of " + of, images.named, images.found));
    if (images.named == 0) {
      differ("the records of " + of + " name no image", ORIGIN);
    } else if (images.found < (1 - MISSING) * images.named) {
      differ(
          String.format(
              Locale.ROOT,
              "%,d of %,d images of %s are not in %s",
              images.named - images.found,
              images.named,
              of,
              directory),
          "unpack the images there, or name their directory with " + option);
    }
  }

  private void compare(String what, long published, long found) {
    counts.add(new DataReport.Count(what, published, found));
    if (found == 0) {
      fault("there are no " + what, ORIGIN);
    } else if (found != published) {
      differ(String.format(Locale.ROOT, "%,d %s, not %,d", found, what, published), ORIGIN);
    }
  }

  /** The records of a file; those up to the damage if it is damaged. */
  private <T> List<T> read(Path file, Function<InputStream, Iterator<T>> parser) {
    List<T> records = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      parser.apply(in).forEachRemaining(records::add);
    } catch (DamagedInputException e) {
      fault(file + " is damaged: " + e.getMessage(), "download it again");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
    return records;
  }

  private void fault(String what, String remedy) {
    problems.add(new DataReport.Problem(true, what, remedy));
  }

  private void differ(String what, String remedy) {
    problems.add(new DataReport.Problem(false, what, remedy));
  }
}
