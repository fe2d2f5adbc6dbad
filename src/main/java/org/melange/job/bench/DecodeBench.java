package org.melange.job.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.melange.config.ImageSettings;
import org.melange.config.Settings;
import org.melange.image.ClipImageProcessor;
import org.melange.image.ImageDecoder;
import org.melange.image.ImageLimits;
import org.melange.image.ImageOutcome;
import org.melange.image.ImagePreparation;
import org.melange.image.RgbImage;
import org.melange.run.JobException;
import org.melange.run.PartClock;
import org.melange.run.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench decode}: image files to pixels as CLIP takes them. */
@Command(
    name = "decode",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {"Decodes, resizes and normalises image files from memory.", ""})
final class DecodeBench implements Callable<Summary> {

  private static final int SYNTHETIC = 16;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "A directory of image files (default: synthetic JPEGs).")
  Path images;

  @Option(names = "--width", paramLabel = "W", description = "Of synthetic images.")
  int width = 640;

  @Option(names = "--height", paramLabel = "H", description = "Of synthetic images.")
  int height = 480;

  @Option(names = "--size", paramLabel = "S", description = "Side of the square that comes out.")
  int size = 224;

  @Option(names = "--threads", paramLabel = "T", description = "Threads that decode.")
  int threads = 1;

  @Option(names = "--seconds", paramLabel = "S", description = "How long to measure.")
  double seconds = 10;

  /** What takes time. */
  private enum Part {
    DECODE,
    RESIZE
  }

  private final PartClock<Part> clock = new PartClock<>(Part.class);

  @Override
  public Summary call() {
    List<byte[]> files = files();
    ImageSettings limits = Settings.defaults().images();
    ImageDecoder decoder = new ImageDecoder(new ImageLimits(limits.maxBytes(), limits.maxPixels()));
    ClipImageProcessor preparer = ClipImageProcessor.forSize(size, ImagePreparation.CENTER_CROP);
    run(decoder, preparer, files, Math.min(3, seconds));
    clock.reset();
    double rate = run(decoder, preparer, files, seconds);
    long bytes = files.stream().mapToLong(file -> file.length).sum();
    return Summary.empty()
        .with("items_per_second", Math.round(rate * 10) / 10.0)
        .with("items_per_second_per_thread", Math.round(rate / threads * 10) / 10.0)
        .with("seconds", clock.seconds())
        .with("files", files.size())
        .with("mean_bytes", bytes / files.size())
        .with("threads", threads);
  }

  private double run(
      ImageDecoder decoder, ClipImageProcessor preparer, List<byte[]> files, double duration) {
    long from = System.nanoTime();
    long end = from + (long) (duration * 1e9);
    AtomicLong done = new AtomicLong();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        running.add(
            pool.submit(
                () -> {
                  while (System.nanoTime() < end) {
                    prepare(decoder, preparer, files.get((int) (done.get() % files.size())));
                    done.incrementAndGet();
                  }
                }));
      }
      for (Future<?> future : running) {
        future.get();
      }
      return done.get() / ((System.nanoTime() - from) / 1e9);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof JobException fault ? fault : new IllegalStateException(e);
    } finally {
      pool.shutdownNow();
    }
  }

  private void prepare(ImageDecoder decoder, ClipImageProcessor preparer, byte[] file) {
    RgbImage image = clock.time(Part.DECODE, () -> decode(decoder, file));
    clock.time(Part.RESIZE, () -> preparer.prepare(image));
  }

  private static RgbImage decode(ImageDecoder decoder, byte[] file) {
    return decoder
        .decode(file)
        .fold(
            ImageOutcome.Decoded::image,
            failed -> {
              throw JobException.input("an image cannot be decoded: " + failed.message());
            });
  }

  private List<byte[]> files() {
    if (images == null) {
      return LongStream.range(0, SYNTHETIC)
          .mapToObj(seed -> BenchImages.jpeg(width, height, seed))
          .toList();
    }
    try (Stream<Path> found = Files.list(images)) {
      List<byte[]> files = new ArrayList<>();
      for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
        files.add(Files.readAllBytes(file));
      }
      if (files.isEmpty()) {
        throw JobException.input(images + " holds no files");
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + images, e);
    }
  }
}
