"""How a script for LibreOffice's Python begins."""

# Connects to the office that listens on the pipe in the first argument: DESKTOP
# opens documents, option() makes one of their options.
OPEN_OFFICE = '''
import json, sys, time, uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
pipe = sys.argv[1]
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext(
    "com.sun.star.bridge.UnoUrlResolver", local)
for attempt in range(240):
    try:
        context = resolver.resolve(
            "uno:pipe,name=" + pipe + ";urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.25)
desktop = context.ServiceManager.createInstanceWithContext(
    "com.sun.star.frame.Desktop", context)
def option(name, value):
    p = PropertyValue(); p.Name = name; p.Value = value; return p
'''
