package org.melange.spark.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.melange.spark.store.StoredTable.StoredFile;
import org.melange.spark.store.StoredTable.StoredVersion;

/**
 * What maintenance does to a table, or did.
 *
 * @param table its name
 * @param buckets that have files
 * @param filesBefore of the current version
 * @param filesAfter of the current version afterwards; estimated in a plan
 * @param bytesBefore of the files
 * @param bytesAfter of the files afterwards; a plan assumes that they stay the same
 * @param versions that can be read before they expire, with the one that joined files
 * @param versionsExpired that cannot be read afterwards
 */
public record TableMaintenance(
    String table,
    int buckets,
    int filesBefore,
    int filesAfter,
    long bytesBefore,
    long bytesAfter,
    int versions,
    int versionsExpired) {

  /** A file that has at least this share of the size asked for is large enough. */
  static final double LARGE_ENOUGH = 0.75;

  /** What there is to do for a table. */
  static TableMaintenance plan(
      String table, List<StoredFile> files, long fileSize, int versions, int expired) {
    long bytes = files.stream().mapToLong(StoredFile::bytes).sum();
    return new TableMaintenance(
        table,
        (int) files.stream().map(StoredFile::partition).distinct().count(),
        files.size(),
        filesAfter(files, fileSize),
        bytes,
        bytes,
        versions,
        expired);
  }

  /** This plan as it was carried out. */
  TableMaintenance done(List<StoredFile> files, int all, int expired) {
    return new TableMaintenance(
        table,
        buckets,
        filesBefore,
        files.size(),
        bytesBefore,
        files.stream().mapToLong(StoredFile::bytes).sum(),
        all,
        expired);
  }

  /** How many files there are when small files of a bucket are joined up to a size. */
  static int filesAfter(List<StoredFile> files, long fileSize) {
    Map<String, List<Long>> small = new TreeMap<>();
    int large = 0;
    for (StoredFile file : files) {
      if (file.bytes() >= LARGE_ENOUGH * fileSize) {
        large++;
      } else {
        small.computeIfAbsent(file.partition(), key -> new ArrayList<>()).add(file.bytes());
      }
    }
    return large + small.values().stream().mapToInt(sizes -> bins(sizes, fileSize)).sum();
  }

  private static int bins(List<Long> sizes, long fileSize) {
    int bins = 0;
    long filled = fileSize;
    for (long size : sizes.stream().sorted(Comparator.naturalOrder()).toList()) {
      if (filled + size > fileSize) {
        bins++;
        filled = 0;
      }
      filled += size;
    }
    return bins;
  }

  /**
   * The versions that were replaced before a time. The current version never is one.
   *
   * @param versions the earliest first
   */
  static List<StoredVersion> expired(List<StoredVersion> versions, Instant cutoff) {
    List<StoredVersion> expired = new ArrayList<>();
    for (int i = 0; i + 1 < versions.size(); i++) {
      if (versions.get(i + 1).time().isBefore(cutoff)) {
        expired.add(versions.get(i));
      }
    }
    return expired;
  }
}
