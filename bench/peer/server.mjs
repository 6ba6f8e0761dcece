// SPDX-License-Identifier: Apache-2.0
// The receiver of tus that its authors publish for Node, with files in a folder: PORT FOLDER.
// It takes no digest, calls no fsync, and lets everybody in.
import { FileStore } from "@tus/file-store";
import { Server } from "@tus/server";

const [port, directory] = process.argv.slice(2);
new Server({ path: "/files", relativeLocation: true, datastore: new FileStore({ directory }) }).listen({
  host: "127.0.0.1",
  port: Number(port),
});
