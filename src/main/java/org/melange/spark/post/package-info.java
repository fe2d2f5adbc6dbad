/** Posts: formats, parsers, the quarantine, and data sets with gold links. */
package org.melange.spark.post;
