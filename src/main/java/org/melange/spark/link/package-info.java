/** Linking on Spark: scoring against an entity table, calibration, and the links written. */
package org.melange.spark.link;
