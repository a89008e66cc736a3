"""A real PostgreSQL server for a test: started in a folder of its own, reached
by a socket there."""
import glob
import os
import shutil
import subprocess


def server_tools():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return os.path.dirname(found[-1]) if found else None


class Server:
    """A PostgreSQL server in a folder of its own, with a socket there."""

    def __init__(self, tools, base):
        self.tools, self.data = tools, os.path.join(base, "data")
        self.socket = base
        self.prefix = []
        if os.getuid() == 0:  # the server refuses root
            shutil.chown(base, "postgres")
            self.prefix = ["runuser", "-u", "postgres", "--"]
        self.do("initdb", "-D", self.data, "-A", "trust", "-U", "reportgen",
                "-E", "UTF8", "--locale=C")
        self.do("pg_ctl", "-D", self.data, "-w", "-o",
                f"-k {self.socket} -c listen_addresses='' -c fsync=off",
                "-l", os.path.join(base, "log"), "start")

    def do(self, tool, *arguments):
        subprocess.run(self.prefix + [os.path.join(self.tools, tool),
                                      *arguments], check=True, cwd="/",
                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def sql(self, text):
        subprocess.run(self.prefix + [
            os.path.join(self.tools, "psql"), "-q", "-v", "ON_ERROR_STOP=1",
            "-h", self.socket, "-U", "reportgen", "postgres"], input=text,
            check=True, encoding="utf-8", cwd="/", stdout=subprocess.DEVNULL)

    def ask(self, text):
        """What psql prints of TEXT, without heads."""
        return subprocess.run(self.prefix + [
            os.path.join(self.tools, "psql"), "-q", "-A", "-t", "-v",
            "ON_ERROR_STOP=1", "-h", self.socket, "-U", "reportgen",
            "postgres"], input=text, check=True, encoding="utf-8", cwd="/",
            stdout=subprocess.PIPE).stdout

    def stop(self):
        self.do("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
